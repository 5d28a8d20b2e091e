/**
 * What texts in the store have in common: the names of their members, in the order in which they are written. Bytes that were packed
 * with it name places in it: it is never changed. A better one gets a number of its own, in `packed-text.ts`.
 */
export const DICTIONARY = [
  '{"activity":{"id":"","type":"email.opened","type":"email.clicked","at":"202.000Z","properties":{"name":"","url":"","properties":{"amount":',
  '"type":"contact.tagged","at":"202.000Z","properties":{"tag":"","score":0}},"cause":{"source":"run","run":"","workflow":"","depth":1}}',
  '"type":"contact.detail-modified","at":"202.000Z","properties":{"detail":"","from":"","to":""}},"cause":{"source":"api","depth":0}}',
  '"type":"list.joined","type":"contact.added","at":"202.000Z","properties":{"list":""}},"cause":{"source":"import","depth":0}}',
  '{"activity":{"id":"x","type":"external.occurred","at":"202.000Z","properties":{"name":""}},"cause":{"source":"api","depth":0}}',
  ',"openedAt":"202.000Z","machineOpenedAt":"","clickedAt":"","clicked":["","deliveredAt":"","unsubscribedAt":"","bouncedAt":"',
  ',"channel":"sms","channel":"push","state":"held","state":"rejected","state":"skipped","reason":"","parts":1,"language":"en"',
  ',"place":{"at":"","turn":0},"pending":{"path":"","end":false},"reached":["goal-","listens":true,"timed":true,"took":1,"claimed":1,"error":{"name":"","cause":""}',
  '"path":"otherwise","findings":[{"clause":"","holds":true,"saw":"","did":"skipped","did":"woke","did":"called","did":"passed","path":"next","did":"held"',
  '"wait":{"kind":"event","until":"","token":"","since":"","loops":{},"resume":"","last":{"turn":1,"path":"","until":"',
  '{"id":"","contact":"","run":"","turn":0,"workflow":"","version":1,"step":"","channel":"email","state":"sent","depth":0,"at":"202.000Z","to":"","from":"","subject":"',
  '","made":{"from":{"email":"","name":""},"to":{"name":"","email":""},"values":{"now":"202.000Z","contact":{"firstName":"","lastName":""}}},"providerId":"outbox-',
  '{"run":"","contact":"","workflow":"","version":1,"state":"done","step":"","turn":4,"generation":0,"depth":0,"startedAt":"202","updatedAt":"202',
  '"state":"running","step":"","turn":1,"generation":0,"depth":0,"startedAt":"202","history":[{"turn":0,"step":"","at":"202',
  '.000Z","did":"entered","why":"list.joined"},{"step":"","did":"sent","turn":0,"at":"202',
  '.000Z"},{"step":"","did":"decided","path":"yes","findings":[{"turn":2,"at":"202',
  '.000Z"},{"step":"","did":"changed","turn":3,"at":"202.000Z"},{"step":"","did":"ended","why":"completed","turn":3,"at":"202',
  '.000Z"}],"pages":0,"last":{"turn":3},"within":{"first":2,"at":"0"},"reason":"completed","endedAt":"202',
  '{"run":"","contact":"","workflow":"","version":1,"state":"waiting","step":"","turn":2,"generation":1,"depth":0,"startedAt":"202',
  '.000Z","updatedAt":"202.000Z","event":{"id":"x","type":"external.occurred","at":"202',
  '.000Z","properties":{"name":""}},"woken":["x"],"history":[{"turn":0,"step":"","at":"202',
  '.000Z","did":"entered","why":"external.occurred"},{"step":"","did":"sent","turn":0,"at":"202',
  '.000Z"},{"step":"","did":"parked","until":"202.000Z","turn":1,"at":"202',
  '.000Z"}],"pages":0,"last":{"turn":1,"until":"202.000Z","seconds":360},"within":{"first":0,"at":"1"},"wait":{"kind":"time","until":"202.000Z"},"due":"202',
].join('\n');
