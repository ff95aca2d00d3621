const shown: Record<string, string> = { 'mm[Hg]': 'mmHg', Cel: '°C', '{steps}': '' };

/** unitWord writes a UCUM code the way people write the unit. */
export function unitWord(unit: string | undefined): string {
  return unit === undefined ? '' : (shown[unit] ?? unit);
}
