// uri:
// expect: [{"runs": 1}, {"runs": 2}]
var runs = 0;

function invoke() {
    runs = runs + 1;
    return {'runs': runs};
}
