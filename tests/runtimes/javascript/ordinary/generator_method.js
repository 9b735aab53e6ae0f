// uri: Tree
// expect: [{"name": "root"}, {"name": "left"}, {"name": "right"}, "END"]
class Tree {
  constructor() {
    this.nodes = { name: 'root', children: [{ name: 'left', children: [] }, { name: 'right', children: [] }] };
  }
  *walk(node) {
    yield { name: node.name };
    for (const child of node.children) yield* this.walk(child);
  }
  *[Symbol.iterator]() { yield* this.walk(this.nodes); }
}
