// `import.meta`, and an import that stands still.
// after: read
// control: wall
// source: vm2: import()
import { readFileSync } from 'fs';
function attack({ path }) {
  return { text: readFileSync(path, 'utf8') + import.meta.url };
}
