# about: LW602, LW610
# A bot starts a task for each event and each command.
import asyncio

import discord
from discord.ext import commands

client = discord.Client()
scores: dict[int, int] = {}
watchers = set()


@client.event
async def on_message(message):
    score = scores.get(message.author.id, 0)
    await message.add_reaction("+")
    scores[message.author.id] = score + 1  # expect: LW602


async def once(message):
    score = scores.get(message.author.id, 0)
    await message.add_reaction("+")
    scores[message.author.id] = score + 1


class Watch(commands.Cog):
    @commands.command()
    async def watch(self, context):
        watchers.add(context.author)
        for watcher in watchers:  # expect: LW610
            await watcher.send("one more")
        watchers.discard(context.author)
