/** Findings of the checks that stand, each with its reason. */
import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** @example acknowledge(failures, 'AwsSolutions-S1', 'Lambda alone writes here.'); */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** That a policy of this construct names this resource, which ends with `*`; no other wildcard is acknowledged with it. */
export function acknowledgeWildcard(construct: IConstruct, resource: string, reason: string): void {
  const shown = show(Stack.of(construct).resolve(resource));
  acknowledge(construct, `AwsSolutions-IAM5[Resource::${shown}]`, reason);
}

/** A resolved value as the check writes it: `<AWS::Region>` for a reference, `<Failures.Arn>` for an attribute, an export of another stack by its name. */
function show(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, operand] = []] = Object.entries(value);
  if (name === 'Fn::ImportValue') return String(operand);
  if (!Array.isArray(operand)) return `<${show(operand)}>`;
  if (name === 'Fn::GetAtt') return `<${operand.map(show).join('.')}>`;
  const [separator, parts]: readonly unknown[] = operand;
  return Array.isArray(parts) ? parts.map(show).join(show(separator)) : '';
}
