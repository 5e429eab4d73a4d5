# The program alone: one static file. Check a folder with
#
#     docker run --rm -v "$PWD:/code:ro" loopwise
FROM swift:6.3 AS build
WORKDIR /src
COPY . .
RUN swift build -c release --static-swift-stdlib --product loopwise

FROM scratch
COPY --from=build /src/.build/release/loopwise /loopwise
WORKDIR /code
USER 65534:65534
ENTRYPOINT ["/loopwise"]
CMD ["check"]
