import ssl


def context(verify=True):
    if verify is True:
        return open("certificates").read()
    return verify


async def main():
    context(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    context()  # expect: LW110
