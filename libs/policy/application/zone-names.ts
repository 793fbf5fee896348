// Which names of zones are accepted, and under which one a zone is published. Hosts know many a zone by several names:
// EST5EDT, US/Eastern and America/New_York are one.

/** The host answers with these former names; what stands beside them is the zone's name in the IANA database today. */
const RENAMED: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Godthab': 'America/Nuuk',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Rangoon': 'Asia/Yangon',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Truk': 'Pacific/Chuuk',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
};

// 'UTC', 'Singapore', 'EST5EDT', 'America/Argentina/Ushuaia', 'Etc/GMT+5'; an offset such as +05:00 is no zone.
const ZONE_NAME = /^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/;
/** The IANA names of three letters. Hosts take others, such as CST and IST, for one of the zones that they may mean. */
const ABBREVIATIONS = 'CET EET EST GMT HST MET MST PRC ROC ROK UCT UTC WET'.split(' ');

/** The one name of a zone, of which links are other names; undefined where the host knows no such IANA zone. */
export const canonicalZone = (name: string): string | undefined => {
  if (!ZONE_NAME.test(name) || name.startsWith('SystemV/')) return undefined;
  if (/^[A-Z]{3}$/.test(name) && !ABBREVIATIONS.includes(name)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions();
    return RENAMED[timeZone] ?? timeZone;
  } catch {
    return undefined;
  }
};
