/** Everything a handler may depend on, as ports. Each home of the product (AWS, one machine) builds one of these, once. */
import type { Bus } from './ports/bus.ts';
import type { ChannelPort } from './ports/channel.ts';
import type { Clock } from './ports/clock.ts';
import type { Ids, Signer } from './ports/ids.ts';
import type { Log } from './ports/log.ts';
import type { Machines } from './ports/machines.ts';
import type { Outbound } from './ports/outbound.ts';
import type { Store } from './ports/store.ts';
import type { Timers } from './ports/timers.ts';

export type Deps = {
  readonly store: Store;
  readonly machines: Machines;
  readonly bus: Bus;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly signer: Signer;
  readonly email: ChannelPort;
  readonly sms: ChannelPort;
  readonly push: ChannelPort;
  readonly outbound: Outbound;
  readonly log: Log;
  readonly settings: Settings;
};

export type Settings = {
  /** Where tracking links lead, without a trailing slash: `https://mail.example.com`. */
  readonly baseUrl: string;
  /** Prefix of the task functions' ARNs, for the compiler. */
  readonly functionArn: string;
  /** `host:port` of private systems that webhooks may call all the same, as the outbound port was told too. */
  readonly privateHosts?: readonly string[];
};
