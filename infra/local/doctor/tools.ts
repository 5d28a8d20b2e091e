/** What stands on this machine: the Node that runs, the CDK of this project, the AWS CLI that the documents name. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf, type Said } from '../../../functions/ports/account.ts';
import { type Finding, note, ok, problem } from './finding.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** The CDK of this project needs it. */
const OLDEST_NODE = 22;

export type Tools = {
  readonly node: string;
  /** `undefined` where it is not installed. */
  readonly cdk: string | undefined;
  /** As package.json asks for it. */
  readonly cdkWanted: string;
  /** What `aws --version` says. */
  readonly aws: string | undefined;
};

export function toolsHere(): Tools {
  const { stdout, status } = spawnSync('aws', ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return {
    node: process.versions.node,
    cdk: textOf(packageAt('node_modules', 'aws-cdk').get('version')),
    cdkWanted: textOf(fieldsOf(packageAt().get('devDependencies')).get('aws-cdk')) ?? '',
    aws: status === 0 ? stdout.trim() : undefined,
  };
}

export function checkTools({ node, cdk, cdkWanted, aws }: Tools): readonly Finding[] {
  return [
    Number(node.split('.')[0]) >= OLDEST_NODE
      ? ok('node', `Node ${node}`)
      : problem('node', `Node ${node} is too old: the CDK needs ${OLDEST_NODE} or later.`, 'nvm install 24'),
    cdk === cdkWanted
      ? ok('cdk', `CDK ${cdk}`)
      : problem('cdk', `CDK ${cdk ?? 'is missing'}: this release was tested with ${cdkWanted}.`, 'npm ci'),
    checkAws(aws),
  ];
}

function checkAws(aws: string | undefined): Finding {
  const install = 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html';
  if (aws === undefined)
    return note('aws-cli', 'The AWS CLI is not installed: the commands below need it.', install);
  const [, version = '', major = ''] = /^aws-cli\/((\d+)\S*)/.exec(aws) ?? [];
  return Number(major) >= 2
    ? ok('aws-cli', `AWS CLI ${version}`)
    : note('aws-cli', `AWS CLI ${version} is old: \`aws configure sso\` needs 2.`, install);
}

/** What a package says of itself; nothing where there is no package. */
function packageAt(...path: readonly string[]): Said {
  try {
    return fieldsOf(JSON.parse(readFileSync(join(ROOT, ...path, 'package.json'), 'utf8')));
  } catch {
    return new Map();
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
