// What @emailens/engine says of the HTML files named: one line of JSON, by file.
import { readFileSync } from "node:fs";
import { auditEmail } from "@emailens/engine";

const judged = {};
for (const file of process.argv.slice(2)) {
  const told = auditEmail(readFileSync(file, "utf8"), {});
  judged[file] = {
    clients: Object.fromEntries(Object.entries(told.compatibility.scores).map(([name, one]) => [name, one.score])),
    unsupported: [...new Set(told.compatibility.warnings.filter(one => one.severity !== "info").map(one => one.property))],
    accessibility: told.accessibility.score,
    faults: told.accessibility.issues.map(one => one.message),
  };
}
console.log(JSON.stringify(judged));
