import psycopg2


async def names(dsn):
    connection = psycopg2.connect(dsn)  # expect: LW106
    cursor = connection.cursor()
    cursor.execute("select 1")  # expect: LW106
