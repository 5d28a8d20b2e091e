/** What a function reads from its environment, in this one place and never at import. The stack writes the same names. */

/** Names of the variables, by what they hold. */
export const VARIABLES = {
  table: 'SOJOURN_TABLE',
  // Powertools' own: in each line of the log, and the dimension of each figure.
  deployment: 'POWERTOOLS_SERVICE_NAME',
  bus: 'SOJOURN_BUS',
  files: 'SOJOURN_FILES',
  timerGroup: 'SOJOURN_TIMER_GROUP',
  timerRole: 'SOJOURN_TIMER_ROLE',
  timerDead: 'SOJOURN_TIMER_DEAD',
  baseUrl: 'SOJOURN_BASE_URL',
  functionArn: 'SOJOURN_FUNCTION_ARN',
  issuer: 'SOJOURN_ISSUER',
  audience: 'SOJOURN_AUDIENCE',
  machineArn: 'SOJOURN_MACHINE_ARN',
  machineRole: 'SOJOURN_MACHINE_ROLE',
  signingSecret: 'SOJOURN_SIGNING_SECRET',
  configurationSet: 'SOJOURN_SES_CONFIGURATION_SET',
  sesTenants: 'SOJOURN_SES_TENANTS',
  smsIdentity: 'SOJOURN_SMS_IDENTITY',
  smsApplication: 'SOJOURN_SMS_APPLICATION',
  pushApplication: 'SOJOURN_PUSH_APPLICATION',
} as const;

export type Variable = keyof typeof VARIABLES;

export type Environment = {
  /** Throws when the variable is missing: the deployment is incomplete. */
  readonly need: (variable: Variable) => string;
  /** Empty counts as absent. */
  readonly find: (variable: Variable) => string | undefined;
};

class VariableMissing extends Error {
  override readonly name = 'VariableMissing';
}

export function readEnvironment(): Environment {
  const find: Environment['find'] = (variable) => process.env[VARIABLES[variable]] || undefined;
  return {
    find,
    need: (variable) => {
      const value = find(variable);
      if (value === undefined) throw new VariableMissing(`The variable ${VARIABLES[variable]} is not set.`);
      return value;
    },
  };
}
