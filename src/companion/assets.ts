/** What the packs are called inside an executable: the JSON of an array of `Pack`. */
export const PACKS_ASSET = 'packs.json';
