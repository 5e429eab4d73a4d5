# about: LW102, LW110
# A client is handed over, and its call awaited: it is not the one that blocks, whatever it is taken for.
import boto3

client = boto3.client("kms")


async def keys(client):
    return await client.list_keys(Limit=500)


async def aliases(client):
    return client.list_aliases(Limit=500)


async def show():
    await keys(client)
    await aliases(client)  # expect: LW102
