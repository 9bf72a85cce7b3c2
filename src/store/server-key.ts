import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

const NAME = 'companion';

/** The secret of the key by which companions know this server: `fresh` at the first start, the same in every process after. */
export async function serverSecret(db: Kysely<Tables>, fresh: string, at: number): Promise<string> {
  await db
    .insertInto('server_keys')
    .values({ name: NAME, secret: fresh, at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { secret } = await db
    .selectFrom('server_keys')
    .select('secret')
    .where('name', '=', NAME)
    .executeTakeFirstOrThrow();
  return secret;
}
