// Some packages must exist in one version only: Temporal's share types and a native bridge, and replay of JSON histories needs
// the protobufjs that they use to be the one at the top.
import { z } from 'zod';

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });

const FOLDER = 'node_modules/';
const SCOPE = '@temporalio/';

/** @param lockFile the text of package-lock.json. Returns problems as sentences. */
export function findVersionConflicts(lockFile: string): string[] {
  const { packages } = lockSchema.parse(JSON.parse(lockFile));
  const installed = Object.entries(packages).map(([path, { version }]) => ({
    path,
    version,
    name: path.slice(path.lastIndexOf(FOLDER) + FOLDER.length),
  }));
  const temporal = installed.filter(({ name }) => name.startsWith(SCOPE));
  const versions = [...new Set(temporal.map(({ version }) => version))];
  const problems =
    versions.length > 1
      ? [`${SCOPE}* packages have several versions: ${versions.join(', ')}. Give all the same in package.json.`]
      : [];
  const nested = temporal.filter(({ path }) => path.lastIndexOf(FOLDER) > 0).map(({ path }) => path);
  if (nested.length > 0) problems.push(`Installed twice: ${nested.join(', ')}. Run npm dedupe.`);
  const nestedProtobuf = installed.find(
    ({ path }) => path.includes(`${SCOPE}`) && path.endsWith('/node_modules/protobufjs'),
  );
  if (nestedProtobuf !== undefined)
    problems.push(
      `${nestedProtobuf.path} shadows protobufjs at the top. Declare its version (${nestedProtobuf.version}) in package.json.`,
    );
  return problems;
}
