"""What a search asks the database, as each of the two understands it best."""

from __future__ import annotations

from kit import pairs
from portal.models import Kind

OURS = "d.kind = %(kind)s AND {matches} AND (d.until IS NULL OR d.until >= %(today)s)"
# For lists: the keys of all that match; or whether a row does.
OF_MODEL = """SELECT d.object_id FROM portal_searchdocument d
  WHERE d.kind = %(kind)s AND d.source = %(source)s AND {matches}"""
OF_ROW = """(SELECT {looked} FROM portal_searchdocument d
  WHERE d.source = %(source)s AND d.object_id = {row})"""
# What tells soon that thousands match: of the long kind an index of each tenth document; else the
# first of them, without the places of all documents of this source laid against those of a word.
TENTHS = (Kind.ACTIVITIES.value,)
TENTH = f" AND d.{pairs.TENTH}".replace("%", "%%")
OF_SOME = OF_MODEL.replace("d.source", "d.source || ''") + " LIMIT 2000"
# Both databases look no further than asked.
MATCHED = "{counting} SELECT d.id FROM portal_searchdocument d WHERE {ours}{part} LIMIT {limit}"
HITS = """WITH found AS MATERIALIZED (SELECT d.id, d.dated,
      CASE WHEN {named} THEN 1 ELSE 0 END AS named
    FROM portal_searchdocument d WHERE d.id IN ({found}))
  SELECT id FROM found
  ORDER BY named DESC, dated IS NULL, dated DESC, id DESC LIMIT {limit} OFFSET {offset}"""
# The newest of what thousands have: met along the dates, or else put in order.
NEWEST = """(SELECT d.id, d.dated, d.until, d.folded FROM portal_searchdocument d
    WHERE d.kind = '{kind}' ORDER BY d.dated DESC, d.id DESC LIMIT {far}) AS d
  WHERE {plain} AND (d.until IS NULL OR d.until >= %(today)s)"""
MET = "{walking} SELECT d.id FROM " + NEWEST + " ORDER BY d.dated DESC, d.id DESC LIMIT {limit}"  # noqa: S608
FEW = "SELECT '{kind}' AS kind, count(*) FROM " + NEWEST  # noqa: S608
SORTED = """{counting} SELECT d.id FROM portal_searchdocument d WHERE {ours}
  ORDER BY d.dated DESC, d.id DESC LIMIT {limit} OFFSET {start}"""
# Of the first that match: the ones that begin with the word, then the shortest.
NAMED = """SELECT id FROM (SELECT d.id, d.title, {within}(d.folded, %(word)s) AS place
    FROM portal_searchdocument d WHERE {ours_named} LIMIT {cap}) AS few
  ORDER BY CASE WHEN place = 1 THEN 0 ELSE 1 END, length(title), id DESC LIMIT {limit}"""
PARTS = {
    "postgresql": {
        "named": "d.name_vector @@ %(names)s::tsquery",
        "matches": "d.vector @@ %(all)s::tsquery",
        "within": "strpos",
        # Cheap, and therefore first: looking at a vector means to fetch and unpack it.
        "letters": "d.folded LIKE '%%' || %(run{})s || '%%'",
        # The planner thinks that looking at a vector costs nothing: the index of words it shall be,
        # with room for the places of a common one; or else the index of dates.
        "counting": "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off;"
        " SET LOCAL enable_bitmapscan = on; SET LOCAL work_mem = '64MB';",
        "walking": "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off;"
        " SET LOCAL enable_indexscan = on;",
        "near": """SELECT d.id FROM portal_searchdocument d
          WHERE d.kind IN ({kinds}) AND d.name_vector @@ %(any)s::tsquery
          ORDER BY ts_rank(d.name_vector, %(any)s::tsquery) DESC, d.id LIMIT {limit}""",
    },
    "sqlite": {
        "named": "d.id IN (SELECT rowid FROM portal_search WHERE portal_search MATCH %(names)s)",
        "matches": "d.id IN (SELECT rowid FROM portal_search WHERE portal_search MATCH %(all)s)",
        "within": "instr",
        "letters": "instr(d.folded, %(run{})s) > 0",
        "counting": "",
        "walking": "",
        "near": """SELECT d.id FROM portal_search s JOIN portal_searchdocument d ON d.id = s.rowid
          WHERE portal_search MATCH %(any)s AND d.kind IN ({kinds})
          ORDER BY s.rank, d.id LIMIT {limit}""",
    },
}
