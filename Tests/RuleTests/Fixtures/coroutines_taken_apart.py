class Media:
    async def upload(self):
        return {}, None

    async def parts(self):
        return []


async def unpacked(media: Media):
    form, file = media.upload()  # expect: LW203
    first, *rest = media.parts()  # expect: LW203
    [*every] = media.parts()  # expect: LW203
    return form, file, first, rest, every


async def unpacked_later(media: Media):
    found = media.upload()  # expect: LW203
    form, file = found
    return form, file


async def unpacked_rightly(media: Media):
    form, file = await media.upload()
    started, other = media.upload(), media.parts()
    await started
    return form, file, [*await media.parts()], await other


async def spread(media: Media):
    return [
        *media.parts(),  # expect: LW203
        {**media.upload()},  # expect: LW203
        dict(**media.upload()),  # expect: LW203
        print(*media.parts()),  # expect: LW203
    ]


class Reply:
    def __init__(self, media: Media):
        self.media = media

    @property
    def body(self):
        return self.media.parts()

    @property
    async def size(self):
        return 1

    @property
    def name(self):
        return "reply"


class Failure:
    @classmethod
    def of(cls, body):
        return body["message"]

    @staticmethod
    def told(body):
        return body.get("message")

    @classmethod
    def later(cls, body):
        return cls.kept.append(body)


async def reads_properties(reply: Reply):
    reply.body["id"]  # expect: LW203
    if reply.size > 2:  # expect: LW203
        return f"{reply.body}"  # expect: LW203
    await reply.size
    body = reply.body
    print(await body, reply.name["x"])
    return Failure.later(reply.body)


async def hands_to_class_methods(reply: Reply, media: Media):
    Failure.of(reply.body)  # expect: LW203
    Failure.told(media.parts())  # expect: LW203
    Failure.later(media.parts())
    return Failure.of(await media.parts())
