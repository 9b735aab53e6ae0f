// uri: ?name=web
// expect: [{"hello": "web"}]
var invoke = function (args) { return { hello: args.name }; };
