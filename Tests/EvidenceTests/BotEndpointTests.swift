import Analyzer
import Testing

/// Commands, listeners and loops of chat bots, without their libraries being installed.
@Suite struct BotEndpointTests {
  private static let files = [
    "a.py": """
    import time
    import discord
    from discord import app_commands
    from discord.ext import commands, tasks

    bot = commands.Bot(command_prefix="!", intents=discord.Intents.default())

    @bot.event
    async def on_ready():
        time.sleep(1)

    @bot.command()
    async def ping(ctx):
        await ctx.send("pong")

    @bot.tree.command(name="slow")
    async def slow(interaction: discord.Interaction):
        time.sleep(1)

    class Fun(commands.Cog):
        @commands.command(name="roll")
        @commands.cooldown(1, 5)
        async def roll(self, ctx):
            time.sleep(1)

        @commands.group()
        async def game(self, ctx):
            time.sleep(1)

        @game.command()
        async def start(self, ctx):
            time.sleep(1)

        @commands.Cog.listener()
        async def on_message(self, message):
            time.sleep(1)

        @app_commands.command()
        async def roll_it(self, interaction):
            time.sleep(1)

        @tasks.loop(seconds=5)
        async def refresh(self):
            time.sleep(1)

        async def helper(self):
            time.sleep(1)

    class Client(discord.Client):
        async def on_message(self, message):
            time.sleep(1)
    """,
    "b.py": """
    import time
    from telegram.ext import Application, CommandHandler, MessageHandler, filters

    async def begin(update, context):
        time.sleep(1)

    async def echo(update, context):
        time.sleep(1)

    async def first(update, context):
        time.sleep(1)

    async def second(update, context):
        time.sleep(1)

    async def alarm(context):
        time.sleep(1)

    def main():
        application = Application.builder().token("x").build()
        application.add_handler(CommandHandler("begin", begin))
        application.add_handler(MessageHandler(filters.TEXT, callback=echo))
        application.job_queue.run_repeating(alarm, interval=10)
        commands = {"first": first, "second": second}
        for name, function in commands.items():
            application.add_handler(CommandHandler(name, function))
        application.run_polling()
    """,
  ]

  @Test func handlersOfMessagesAreFound() throws {
    let report = try EndpointTests.list(Self.files)
    let expected = [
      "message on_ready blocking loop", "message ping unknown loop",
      "message slow blocking loop", "message roll blocking loop", "message game blocking loop",
      "message start blocking loop", "message on_message blocking loop",
      "message roll_it blocking loop", "worker refresh blocking loop",
      "message on_message blocking loop", "message begin blocking loop",
      "message echo blocking loop", "message first blocking loop", "message second blocking loop",
      "worker alarm blocking loop",
    ]
    #expect(EndpointTests.lines(report) == expected)
  }
}
