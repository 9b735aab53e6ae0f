// Who has replaced `exec` hears of every search.
// after: interpreter
// source: vm2: RegExp.prototype
let inside = true;
let heard = [];
const { exec } = RegExp.prototype;
RegExp.prototype.exec = function (text) { if (!inside) heard[heard.length] = text; return Reflect.apply(exec, this, [text]); };
RegExp.prototype.test = function (text) { if (!inside) heard[heard.length] = text; return Reflect.apply(exec, this, [text]) !== null; };
inside = false;
class attack {
  next() {
    return { proof: heard };
  }
}
