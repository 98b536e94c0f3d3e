// `morrow users`: people who sign in with name and password. A password is never an argument, which others could see.
import { Option, type Command } from 'commander';
import { ROLES } from '../../../src/domain/access.ts';
import type { UserView } from '../../../src/operations/access/users.ts';
import type { CliContext, Registrar } from '../context.ts';
import { operating } from '../operating.ts';
import { examples } from '../options.ts';

interface PasswordOptions {
  readonly passwordFile?: string;
}

interface ChangeOptions {
  readonly role?: string;
  readonly disable?: boolean;
  readonly enable?: boolean;
}

export function registerUsers({ program, action }: Registrar): void {
  const users = program
    .command('users')
    .description('users: add, list, set, password, remove')
    .addHelpText(
      'after',
      examples('users add anna --role operator', 'users set anna --role viewer', 'users password anna'),
    );
  withPassword(users.command('add').argument('<name>'))
    .addOption(roleOption().makeOptionMandatory())
    .description('a new user')
    .action(action(add));
  users.command('list').description('every user, by name').action(action(list));
  users
    .command('set')
    .argument('<name>')
    .addOption(roleOption())
    .addOption(new Option('--disable', 'may not sign in, and is signed out').conflicts('enable'))
    .option('--enable', 'may sign in again')
    .description('change the named settings only')
    .action(action(set));
  withPassword(users.command('password').argument('<name>'))
    .description('a new password; the user is signed out everywhere')
    .action(action(password));
  users.command('remove').argument('<name>').description('remove a user').action(action(remove));
}

const roleOption = (): Option => new Option('--role <role>', 'what the user may do').choices(ROLES);

const withPassword = (command: Command): Command =>
  command.option(
    '--password-file <file>',
    'file with the password, - for stdin; without it one is made and shown once',
  );

const operate = operating(() => import('../../../src/operations/access/users.ts'));

interface NewPassword {
  readonly password: string;
  readonly isMade: boolean;
}

/** The line end that editors and `echo` add is no part of it. */
async function readPassword(context: CliContext, { passwordFile }: PasswordOptions): Promise<NewPassword> {
  if (passwordFile === undefined) {
    const { generatePassword } = await import('../../../src/operations/access/users.ts');
    return { password: generatePassword(), isMade: true };
  }
  const { openUserFile } = await import('../user-files.ts');
  const pieces: Buffer[] = [];
  for await (const piece of openUserFile(context, passwordFile)) pieces.push(Buffer.from(piece));
  return {
    password: Buffer.concat(pieces)
      .toString('utf8')
      .replace(/\r?\n$/, ''),
    isMade: false,
  };
}

async function add(
  context: CliContext,
  name: string,
  { role, ...options }: PasswordOptions & { readonly role: string },
): Promise<void> {
  const { password: secret, isMade } = await readPassword(context, options);
  const user = await operate(context, ({ addUser }, deps) => addUser(deps, { name, role, password: secret }));
  await print(context, user, isMade ? secret : null);
}

async function password(context: CliContext, name: string, options: PasswordOptions): Promise<void> {
  const { password: secret, isMade } = await readPassword(context, options);
  const user = await operate(context, ({ changeUser }, deps) => changeUser(deps, name, { password: secret }));
  await print(context, user, isMade ? secret : null);
}

async function set(context: CliContext, name: string, { role, disable, enable }: ChangeOptions): Promise<void> {
  const status = disable === true ? 'disabled' : enable === true ? 'active' : undefined;
  await print(
    context,
    await operate(context, ({ changeUser }, deps) => changeUser(deps, name, { role, status })),
    null,
  );
}

async function remove(context: CliContext, name: string): Promise<void> {
  await print(context, await operate(context, ({ removeUser }, deps) => removeUser(deps, name)), null);
}

async function list(context: CliContext): Promise<void> {
  const users = await operate(context, ({ listUsers }, deps) => listUsers(deps));
  const { formatTable } = await import('../table.ts');
  context.output.result(users, () =>
    formatTable(
      [
        { title: 'NAME', value: ({ name }) => name },
        { title: 'ROLE', value: ({ role }) => role },
        { title: 'STATUS', value: ({ status }) => status },
        { title: 'CREATED', value: ({ createdAt }) => createdAt },
        { title: 'PASSWORD SET', value: ({ passwordAt }) => passwordAt },
      ],
      users,
      'There is no user yet; see `morrow users add --help`.',
    ),
  );
}

/** @param made the password that was made for the user; it is shown only now. */
async function print({ output }: CliContext, user: UserView, made: string | null): Promise<void> {
  if (made !== null) output.note('The password is shown only now.');
  output.result(made === null ? user : { ...user, password: made }, () =>
    made === null ? `${user.name}: ${user.role}, ${user.status}` : made,
  );
}
