// What each of our connections sets, whatever the defaults of its user, database or server are:
// dates, intervals and bytes in the one format that the driver and a backup read, and READ
// COMMITTED. As a query, since PgBouncer refuses `options` of a connection.

/**
 * Otherwise `datestyle` would exchange day and month, and a day in SQL (`interval '7 days'` of the
 * partitions, for one) would have 23 or 25 hours where the server's clock is one of a country.
 */
export const SESSION_SETTINGS = `
  set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set timezone = 'UTC';
  set bytea_output = 'hex'; set extra_float_digits = 1; set array_nulls = on;
  set standard_conforming_strings = on; set default_transaction_isolation = 'read committed'`
