/** The command `sojourn`: finds the subcommand and loads it alone, so that a check does not wait for the server's code. */
import type { Io } from './output.ts';

type Command = (argv: readonly string[], io: Io) => Promise<number>;
type Entry = { readonly summary: string; readonly load: () => Promise<Command> };

const COMMANDS: { readonly [name: string]: Entry } = {
  dev: {
    summary: 'run the whole product on this machine',
    load: async () => (await import('./dev.ts')).devCommand,
  },
  check: {
    summary: 'check definitions and show every finding',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  compile: {
    summary: 'print the state machine of a definition',
    load: async () => (await import('./compile.ts')).compileCommand,
  },
  simulate: {
    summary: 'send made-up contacts through definitions, in virtual time',
    load: async () => (await import('./simulate.ts')).simulateCommand,
  },
  cost: {
    summary: 'say what a definition costs on AWS, line by line',
    load: async () => (await import('./cost.ts')).costCommand,
  },
  scale: {
    summary: 'say where work queues on AWS when many contacts enter',
    load: async () => (await import('./scale.ts')).scaleCommand,
  },
  graph: {
    summary: 'draw the state machine of a definition (Mermaid or Dot)',
    load: async () => (await import('./graph.ts')).graphCommand,
  },
  test: {
    summary: 'play tests of workflows',
    load: async () => (await import('./test.ts')).testCommand,
  },
  backtest: {
    summary: 'play what really happened through two versions of a workflow',
    load: async () => (await import('./backtest.ts')).backtestCommand,
  },
  'export-events': {
    summary: 'record contacts and events of a running product in a file',
    load: async () => (await import('./export-events.ts')).exportEventsCommand,
  },
  doctor: {
    summary: 'examine the AWS account that a deployment would go to',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  'dead-letters': {
    summary: 'list what failed again and again, and tell it again',
    load: async () => (await import('./dead-letters.ts')).deadLettersCommand,
  },
  replay: {
    summary: 'tell a deployment again what it was told, or could not be told',
    load: async () => (await import('./replay.ts')).replayCommand,
  },
  publish: {
    summary: 'publish a definition to a running product',
    load: async () => (await import('./publish.ts')).publishCommand,
  },
  import: {
    summary: 'import contacts (CSV or NDJSON) into a running product',
    load: async () => (await import('./import.ts')).importCommand,
  },
  export: {
    summary: 'export contacts of a running product to a file',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  broadcast: {
    summary: 'let a list, a segment or everybody into a workflow',
    load: async () => (await import('./broadcast.ts')).broadcastCommand,
  },
  tenant: {
    summary: 'list the tenants of a product, or remove one for good',
    load: async () => (await import('./tenant.ts')).tenantCommand,
  },
  stepfunctions: {
    summary: "serve AWS Step Functions' own protocol on this machine",
    load: async () => (await import('./stepfunctions.ts')).stepfunctionsCommand,
  },
  asl: {
    summary: 'run a state machine with mocked tasks',
    load: async () => {
      const { aslCommand } = await import('./asl.ts');
      return (argv) => aslCommand(argv, process);
    },
  },
};

const HELP = `sojourn: marketing workflows, compiled to AWS Step Functions

Usage: sojourn COMMAND [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(14)} ${summary}`)
  .join('\n')}

\`sojourn COMMAND --help\` says more. Every command takes --json.
`;

async function main(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    (name === undefined ? io.stderr : io.stdout).write(HELP);
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined) {
    io.stderr.write(`There is no command \`${name}\`.\n\n${HELP}`);
    return 2;
  }
  const command = await entry.load();
  return command(rest, io);
}

process.exitCode = await main(process.argv.slice(2), process);
