/**
 * What texts in the store have in common: the names of their members, in the order in which they are written. Bytes that were packed
 * with it name places in it: it is never changed. A better one gets a number of its own, in `packed-text.ts`.
 */
export const DICTIONARY = [
  '{"activity":{"id":"","type":"email.opened","type":"email.clicked","at":"","properties":{"name":"","url":"","properties":{"amount":',
  '"type":"contact.tagged","at":"","properties":{"tag":"","score":0}},"cause":{"source":"run","run":"","workflow":"","depth":1}}',
  '"type":"contact.detail-modified","at":"","properties":{"detail":"","from":"","to":""}},"cause":{"source":"api","depth":0}}',
  '"type":"list.joined","type":"contact.added","at":"","properties":{"list":""}},"cause":{"source":"import","depth":0}}',
  '"type":"external.occurred","at":"","properties":{"name":""}},"cause":{"source":"api","depth":0}}',
  ',"openedAt":"","machineOpenedAt":"","clickedAt":"","clicked":["","deliveredAt":"","unsubscribedAt":"","bouncedAt":"',
  ',"channel":"sms","state":"held","state":"rejected","state":"skipped","reason":"","parts":1,"language":"en"',
  '{"id":"","contact":"","run":"","turn":0,"workflow":"","version":1,"step":"","channel":"email","state":"sent","depth":0,"at":"","to":"","from":"","subject":"","made":{"from":{"name":"","email":""},"to":{"name":"","email":""},"values":{"now":"","contact":{"firstName":"","lastName":""}}},"providerId":"outbox-',
  ',"place":{"at":"","turn":0},"pending":{"path":"","end":false},"reached":["goal-","listens":true,"timed":true,"took":1,"claimed":1,"reason":"completed","endedAt":"","error":{"name":"","cause":""}',
  ',"did":"decided","path":"yes","findings":[{"clause":"","holds":true,"saw":"","did":"decided","path":"otherwise","findings":[',
  '"wait":{"kind":"event","until":"","token":"","since":"","loops":{},"resume":""},"last":{"turn":1,"path":"","until":"","seconds":',
  '{"turn":0,"step":"","at":"","did":"skipped","did":"woke","did":"changed","did":"called","did":"passed","path":"next","did":"held","why":"completed"}],"pages":0,"reason":"completed","endedAt":"',
  '{"run":"","contact":"","workflow":"","version":1,"state":"running","step":"","turn":0,"generation":0,"depth":0,"startedAt":"","updatedAt":"","state":"done","state":"waiting","event":{"id":"","type":"external.occurred","at":"","properties":{"name":""}},"woken":[""],"history":[{"turn":0,"step":"","at":"","did":"entered","why":"external.occurred"},{"step":"","did":"sent","turn":0,"at":""},{"step":"","did":"parked","until":"","turn":1,"at":""},{"step":"","did":"ended","why":"completed","turn":2,"at":""}],"pages":0,"last":{"turn":1,"until":"","seconds":3600},"within":{"first":0,"at":"1"},"wait":{"kind":"time","until":""},"due":"20',
].join('\n');
