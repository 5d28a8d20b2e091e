/**
 * How mail leaves: a configuration set. Identities are verified by an operator. Push and SMS have no resource here: Pinpoint's
 * can no longer be made by a template, so an application's id is passed as context.
 */
import type { Stack } from 'aws-cdk-lib';
import { ConfigurationSet, ConfigurationSetTlsPolicy, SuppressionReasons } from 'aws-cdk-lib/aws-ses';
import type { DeploymentContext } from '../context.ts';

export type Channels = { readonly configurationSet: ConfigurationSet };

export function channelsStack(stack: Stack, { name }: DeploymentContext): Channels {
  const configurationSet = new ConfigurationSet(stack, 'Mail', {
    configurationSetName: name,
    tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
    reputationMetrics: true,
    suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
  });
  return { configurationSet };
}
