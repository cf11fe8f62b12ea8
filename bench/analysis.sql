-- # Who met whom most often, and for what?
-- Meetings that took place, since 2025. A summit of five sides is ten pairs: `plover_mode` leaves
-- those out.
SELECT one_name, one_country, other_name, other_country,
       count(*) AS meetings, list(DISTINCT act ORDER BY act) AS acts, max(day_last) AS last
FROM 'meetings.parquet'
WHERE came = 'done' AND day_first >= DATE '2025-01-01' AND one IS NOT NULL AND other IS NOT NULL
  AND plover_mode IS DISTINCT FROM 'multilateral'
GROUP BY ALL ORDER BY meetings DESC, one_name, other_name LIMIT 8;

-- # Where does a country meet others: at home, at theirs, or elsewhere?
-- By quarter. Only days that are known to the month count; a call is nowhere.
SELECT strftime(date_trunc('quarter', day_first), '%Y-%m') AS quarter,
       count(*) FILTER (place_country = 'KZ') AS at_home,
       count(*) FILTER (place_country IN (one_country, other_country) AND place_country <> 'KZ')
         AS at_theirs,
       count(*) FILTER (place_country NOT IN (one_country, other_country)) AS elsewhere,
       count(*) FILTER (place IS NULL) AS not_told
FROM 'meetings.parquet'
WHERE 'KZ' IN (one_country, other_country) AND came = 'done'
  AND day_precision IN ('day', 'month') AND act <> 'call'
GROUP BY quarter ORDER BY quarter DESC LIMIT 8;

-- # What do the outlets of one country tell that those of another do not?
-- All stories, by whose outlets tell them. `list_contains` asks a list.
SELECT act,
       count(*) FILTER (list_contains(outlet_countries, 'RU')
                        AND list_contains(outlet_countries, 'US')) AS by_both,
       count(*) FILTER (list_contains(outlet_countries, 'RU')
                        AND NOT list_contains(outlet_countries, 'US')) AS by_russian,
       count(*) FILTER (list_contains(outlet_countries, 'US')
                        AND NOT list_contains(outlet_countries, 'RU')) AS by_american
FROM 'stories.parquet'
WHERE act IS NOT NULL
GROUP BY act ORDER BY by_both DESC, act;

-- # Who is first, and how long do the others take?
-- Hours between a story's first account and the first one of each kind of outlet, over stories that
-- at least two owners tell. Instants are compared, whatever the outlet's clock.
WITH firsts AS (
  SELECT story, outlet_kind, min(published_at) AS first_at
  FROM 'accounts.parquet' WHERE published_at IS NOT NULL
  GROUP BY story, outlet_kind
), began AS (
  SELECT story, min(published_at) AS began_at FROM 'accounts.parquet'
  GROUP BY story HAVING count(DISTINCT owner) > 1
)
SELECT outlet_kind, count(*) AS stories, count(*) FILTER (first_at = began_at) AS first,
       round(median(epoch(first_at - began_at)) / 3600, 1) AS median_hours,
       round(quantile_cont(epoch(first_at - began_at), 0.9) / 3600, 1) AS nine_of_ten_within_hours
FROM firsts JOIN began USING (story)
GROUP BY outlet_kind ORDER BY first DESC;

-- # How sure is what is told, and what do accounts leave open?
-- Claims by field: how many pass their threshold alone, and how sure they are. A story is told by
-- what several owners say together, so that more of it is sure than of each account.
SELECT field, count(*) AS claims, count(DISTINCT story) AS stories,
       round(avg(told::INT), 2) AS told_alone, round(median(confidence), 2) AS median_confidence,
       round(count(DISTINCT story) FILTER (told) / count(DISTINCT story), 2) AS stories_with_one_told
FROM 'claims.parquet'
GROUP BY field ORDER BY claims DESC, field;
