/** What the areas beside contacts keep in a contact's partition, by sort key: erasure takes it along. */
export const CONTACT_PARTS: readonly string[] = ['run#', 'runh#', 'listen#', 'entered#', 'msg#', 'cap#'];
