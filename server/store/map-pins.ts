import type { Sqlite } from './sqlite.ts';

export type MapLevel = 'activity' | 'stage';

/** Where a map lies, and since which data version. */
export interface MapPin {
  readonly dataVersion: number;
  readonly pin: Readonly<Record<string, unknown>>;
}

/** The places of the activities on the map of a process, one for each level. */
export class MapPinStore {
  readonly #database: Sqlite;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  find(process: string, level: MapLevel): MapPin | undefined {
    const row = this.#database.get<{ data_version: number; pin: string }>(
      'SELECT data_version, pin FROM map_pin WHERE process = ? AND level = ?',
      process,
      level,
    );
    return row && { dataVersion: row.data_version, pin: JSON.parse(row.pin) as MapPin['pin'] };
  }

  /** Keeps the pin unless there is one of this data version or a later one; `again` replaces that of the same version too. Answers what holds. */
  keep(process: string, level: MapLevel, { dataVersion, pin }: MapPin, now: Date, again = false): MapPin {
    this.#database.run(
      `INSERT INTO map_pin (process, level, data_version, pin, pinned_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (process, level) DO UPDATE SET data_version = excluded.data_version, pin = excluded.pin, pinned_at = excluded.pinned_at
       WHERE excluded.data_version > map_pin.data_version OR (? = 1 AND excluded.data_version = map_pin.data_version)`,
      process,
      level,
      dataVersion,
      JSON.stringify(pin),
      now.toISOString(),
      again ? 1 : 0,
    );
    return this.find(process, level) ?? { dataVersion, pin };
  }
}
