// Clients of language models, and models that run in the process.

extension Model {
  static let anthropicBaseClient = Model(
    "anthropic._base_client", isOverlay: true,
    """
    # What sends the request is chosen at run time; what waits for locks and pauses beside it says less.
    EVIDENCE = "anthropic 2.12.0 anthropic/_base_client.py"
    class SyncAPIClient:
        @blocks(unbounded, http)
        def request(self, cast_to, options, *args, **kwargs): ...
    """)

  static let groqBaseClient = Model(
    "groq._base_client", isOverlay: true,
    """
    # What sends the request is chosen at run time; what waits for locks and pauses beside it says less.
    EVIDENCE = "groq 1.7.0 groq/_base_client.py"
    class SyncAPIClient:
        @blocks(unbounded, http)
        def request(self, cast_to, options, *args, **kwargs): ...
    """)

  static let openaiBaseClient = Model(
    "openai._base_client", isOverlay: true,
    """
    # What sends the request is chosen at run time; what waits for locks and pauses beside it says less.
    EVIDENCE = "openai 3.54.0 openai/_base_client.py"
    class SyncAPIClient:
        @blocks(unbounded, http)
        def request(self, cast_to, options, *args, **kwargs): ...
    """)

  static let anthropicClient = Model(
    "anthropic._client", isOverlay: true,
    """
    # Settings of a few lines, where the environment names none, and the certificates of its HTTP client.
    EVIDENCE = "anthropic 2.12.0 anthropic/_client.py, anthropic/lib/credentials/_constants.py"
    class Anthropic:
        @blocks(brief, file_io)
        def __init__(self, *args, **kwargs) -> None: ...
    class AsyncAnthropic:
        @blocks(brief, file_io)
        def __init__(self, *args, **kwargs) -> None: ...
    """)

  static let langgraphPregel = Model(
    "langgraph.pregel", isOverlay: true,
    """
    EVIDENCE = "langgraph 1.2.22 langgraph/pregel/main.py, langgraph/_internal/_runnable.py `RunnableCallable.ainvoke`"
    class Pregel:
        @cut("nodes run as tasks of the loop, plain functions among them on threads")
        async def ainvoke(self, input, config=None, **kwargs): ...
        @cut("nodes run as tasks of the loop, plain functions among them on threads")
        async def astream(self, input, config=None, **kwargs): ...
        @cut("writes through the checkpointer's coroutines")
        async def aupdate_state(self, config, values, *args, **kwargs): ...
        @cut("reads through the checkpointer's coroutines")
        async def aget_state(self, config, *, subgraphs=False): ...
    """)

  static let cohere = Model(
    "cohere", isShipped: true,
    """
    EVIDENCE = "cohere 7.3.1 cohere/client.py, client_v2.py"
    @dynamic(unbounded, http)
    class Client:
        def __init__(self, api_key=None, **kwargs) -> None: ...
    class ClientV2(Client): ...
    class AsyncClient: ...
    class AsyncClientV2: ...
    """)

  static let mistral = Model(
    "mistralai", isShipped: true,
    """
    EVIDENCE = "mistralai 1.5.0 src/mistralai/sdk.py (3.7.0 has the client in mistralai/client)"
    from mistralai.client import Mistral
    """)

  static let mistralClient = Model(
    "mistralai.client", isShipped: true,
    """
    EVIDENCE = "mistralai 3.7.0 mistralai/client/sdk.py"
    from typing import Self
    class _Part:
        @blocks(unbounded, http)
        def complete(self, **kwargs): ...
        @blocks(unbounded, http)
        def stream(self, **kwargs): ...
        @blocks(unbounded, http)
        def create(self, **kwargs): ...
        @blocks(unbounded, http)
        def process(self, **kwargs): ...
        async def complete_async(self, **kwargs): ...
        async def stream_async(self, **kwargs): ...
        async def create_async(self, **kwargs): ...
        async def process_async(self, **kwargs): ...
    class Mistral:
        chat: _Part
        fim: _Part
        embeddings: _Part
        agents: _Part
        ocr: _Part
        def __init__(self, api_key=None, **kwargs) -> None: ...
        def __enter__(self) -> Self: ...
        def __exit__(self, exc_type, exc_val, exc_tb) -> None: ...
        async def __aenter__(self) -> Self: ...
        async def __aexit__(self, exc_type, exc_val, exc_tb) -> None: ...
    """)

  static let groq = Model(
    "groq", isShipped: true,
    """
    EVIDENCE = "groq 1.7.0 groq/_client.py"
    from typing import Self
    class _Create:
        @blocks(unbounded, http)
        @twin("groq.AsyncGroq")
        def create(self, **kwargs): ...
    class _Chat:
        completions: _Create
    class _Audio:
        transcriptions: _Create
        translations: _Create
        speech: _Create
    class Groq:
        chat: _Chat
        audio: _Audio
        embeddings: _Create
        def __init__(self, *, api_key=None, **kwargs) -> None: ...
        def __enter__(self) -> Self: ...
        def __exit__(self, exc_type, exc, exc_tb) -> None: ...
    class AsyncGroq: ...
    """)

  static let googleGenai = Model(
    "google.genai", isShipped: true,
    """
    EVIDENCE = "google-genai 3.4.0 google/genai/client.py, models.py, chats.py"
    @dynamic(unbounded, http)
    class _Part:
        def create(self, **kwargs) -> _Part: ...
    @dynamic(unbounded, http)
    class _Models: ...
    class Client:
        models: _Models
        files: _Models
        batches: _Models
        caches: _Models
        chats: _Part
        def __init__(self, *, api_key=None, vertexai=None, **kwargs) -> None: ...
        def close(self) -> None: ...
    """)

  static let googleGenerative = Model(
    "google.generativeai", isShipped: true,
    """
    EVIDENCE = "google-generativeai 0.8.6 google/generativeai/generative_models.py"
    class GenerativeModel:
        def __init__(self, model_name="", **kwargs) -> None: ...
        @blocks(unbounded, http)
        @twin("google.generativeai.GenerativeModel.generate_content_async")
        def generate_content(self, contents, **kwargs): ...
        async def generate_content_async(self, contents, **kwargs): ...
        @blocks(unbounded, http)
        def count_tokens(self, contents=None, **kwargs): ...
        async def count_tokens_async(self, contents=None, **kwargs): ...
        def start_chat(self, **kwargs) -> ChatSession: ...
    class ChatSession:
        @blocks(unbounded, http)
        def send_message(self, content, **kwargs): ...
        async def send_message_async(self, content, **kwargs): ...
    def configure(**kwargs) -> None: ...
    @blocks(unbounded, http)
    def upload_file(path, **kwargs): ...
    @blocks(unbounded, http)
    def embed_content(model, content, **kwargs): ...
    @blocks(unbounded, http)
    def list_models(**kwargs): ...
    """)

  static let langchainEmbeddings = Model(
    "langchain_core.embeddings", isShipped: true,
    """
    EVIDENCE = "langchain-core 1.8.2 langchain_core/embeddings/embeddings.py"
    class Embeddings:
        @blocks(unbounded, http)
        def embed_query(self, text, **kwargs) -> list[float]: ...
        @blocks(unbounded, http)
        def embed_documents(self, texts, **kwargs) -> list[list[float]]: ...
        async def aembed_query(self, text, **kwargs) -> list[float]: ...
        async def aembed_documents(self, texts, **kwargs) -> list[list[float]]: ...
    """)

  static let langchainChat = Model(
    "langchain_core.language_models", isShipped: true,
    """
    EVIDENCE = "langchain-core 1.8.2 langchain_core/language_models/chat_models.py, llms.py"
    class _Model:
        @blocks(unbounded, http)
        @twin("BaseChatModel.ainvoke")
        def invoke(self, input, config=None, **kwargs): ...
        @blocks(unbounded, http)
        @twin("BaseChatModel.abatch")
        def batch(self, inputs, config=None, **kwargs) -> list: ...
        @blocks(unbounded, http)
        @twin("BaseChatModel.astream")
        def stream(self, input, config=None, **kwargs): ...
        async def ainvoke(self, input, config=None, **kwargs): ...
        async def abatch(self, inputs, config=None, **kwargs) -> list: ...
        @blocks(unbounded, http)
        def generate(self, messages, **kwargs): ...
        async def agenerate(self, messages, **kwargs): ...
        @blocks(unbounded, http)
        def predict(self, text, **kwargs) -> str: ...
        async def apredict(self, text, **kwargs) -> str: ...
    class BaseChatModel(_Model): ...
    class BaseLLM(_Model): ...
    class LLM(BaseLLM): ...
    class SimpleChatModel(BaseChatModel): ...
    """)

  static let langchainChatModels = Model(
    "langchain_core.language_models.chat_models", isShipped: true,
    """
    EVIDENCE = "langchain-core 1.8.2 langchain_core/language_models/chat_models.py"
    from langchain_core.language_models import BaseChatModel, SimpleChatModel
    """)

  static let langchainOpenai = Model(
    "langchain_openai", isShipped: true,
    """
    EVIDENCE = "langchain-openai 1.7.4 langchain_openai/chat_models/base.py, embeddings/base.py"
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel
    class ChatOpenAI(BaseChatModel): ...
    class AzureChatOpenAI(BaseChatModel): ...
    class OpenAI(BaseChatModel): ...
    class AzureOpenAI(BaseChatModel): ...
    class OpenAIEmbeddings(Embeddings): ...
    class AzureOpenAIEmbeddings(Embeddings): ...
    """)

  static let langchainAnthropic = Model(
    "langchain_anthropic", isShipped: true,
    """
    EVIDENCE = "langchain-anthropic 1.7.10 langchain_anthropic/chat_models.py"
    from langchain_core.language_models import BaseChatModel
    class ChatAnthropic(BaseChatModel): ...
    """)

  static let langchainGoogleGenai = Model(
    "langchain_google_genai", isShipped: true,
    """
    EVIDENCE = "langchain-google-genai 4.4.2 langchain_google_genai/chat_models.py, embeddings.py"
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel
    class ChatGoogleGenerativeAI(BaseChatModel): ...
    class GoogleGenerativeAIEmbeddings(Embeddings): ...
    """)

  static let langchainOllama = Model(
    "langchain_ollama", isShipped: true,
    """
    EVIDENCE = "langchain-ollama 1.1.0 langchain_ollama/chat_models.py, embeddings.py"
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel
    class ChatOllama(BaseChatModel): ...
    class OllamaLLM(BaseChatModel): ...
    class OllamaEmbeddings(Embeddings): ...
    """)

  static let langchainGroq = Model(
    "langchain_groq", isShipped: true,
    """
    EVIDENCE = "langchain-groq 1.1.3 langchain_groq/chat_models.py"
    from langchain_core.language_models import BaseChatModel
    class ChatGroq(BaseChatModel): ...
    """)

  static let langchainMistralai = Model(
    "langchain_mistralai", isShipped: true,
    """
    EVIDENCE = "langchain-mistralai 1.1.6 langchain_mistralai/chat_models.py, embeddings.py"
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel
    class ChatMistralAI(BaseChatModel): ...
    class MistralAIEmbeddings(Embeddings): ...
    """)

  static let litellm = Model(
    "litellm", isShipped: true,
    """
    EVIDENCE = "litellm 1.109.1 litellm/main.py"
    @blocks(unbounded, http)
    @twin("litellm.acompletion")
    def completion(model, messages=..., **kwargs): ...
    @blocks(unbounded, http)
    @twin("litellm.aembedding")
    def embedding(model, input=..., **kwargs): ...
    @blocks(unbounded, http)
    @twin("litellm.atext_completion")
    def text_completion(prompt, model=None, **kwargs): ...
    @blocks(unbounded, http)
    @twin("litellm.aimage_generation")
    def image_generation(prompt, model=None, **kwargs): ...
    @blocks(unbounded, http)
    @twin("litellm.atranscription")
    def transcription(model, file, **kwargs): ...
    async def acompletion(model, messages=..., **kwargs): ...
    async def aembedding(model, input=..., **kwargs): ...
    async def atext_completion(prompt, model=None, **kwargs): ...
    """)

  static let replicate = Model(
    "replicate", isShipped: true,
    """
    EVIDENCE = "replicate 1.0.7 replicate/client.py, run.py"
    @dynamic(unbounded, http)
    class Client:
        def __init__(self, api_token=None, **kwargs) -> None: ...
        async def async_run(self, ref, input=None, **kwargs): ...
    @blocks(unbounded, http)
    @twin("replicate.async_run")
    def run(ref, input=None, **kwargs): ...
    async def async_run(ref, input=None, **kwargs): ...
    @blocks(unbounded, http)
    def stream(ref, input=None, **kwargs): ...
    """)

  static let elevenlabs = Model(
    "elevenlabs.client", isShipped: true,
    """
    EVIDENCE = "elevenlabs 2.78.0 elevenlabs/client.py"
    @dynamic(unbounded, http)
    class _Part: ...
    @dynamic(unbounded, http)
    class ElevenLabs:
        text_to_speech: _Part
        speech_to_text: _Part
        speech_to_speech: _Part
        text_to_sound_effects: _Part
        voices: _Part
        models: _Part
        history: _Part
        user: _Part
        def __init__(self, *, api_key=None, **kwargs) -> None: ...
    class AsyncElevenLabs: ...
    """)

  static let elevenlabsPackage = Model(
    "elevenlabs", isShipped: true,
    """
    EVIDENCE = "elevenlabs 2.78.0 elevenlabs/__init__.py"
    from elevenlabs.client import AsyncElevenLabs, ElevenLabs
    """)

  static let tavily = Model(
    "tavily", isShipped: true,
    """
    EVIDENCE = "tavily-python 0.8.5 tavily/tavily.py"
    @dynamic(unbounded, http)
    class TavilyClient:
        def __init__(self, api_key=None, **kwargs) -> None: ...
    class AsyncTavilyClient: ...
    """)

  static let transformers = Model(
    "transformers", isShipped: true,
    """
    EVIDENCE = "transformers 5.23.0 transformers/modeling_utils.py, pipelines/base.py"
    from typing import Self
    class _Pretrained:
        @classmethod
        @blocks(unbounded, http)
        def from_pretrained(cls, pretrained_model_name_or_path, *args, **kwargs) -> Self: ...
    class AutoModel(_Pretrained): ...
    class AutoModelForCausalLM(_Pretrained): ...
    class AutoModelForSeq2SeqLM(_Pretrained): ...
    class AutoModelForSequenceClassification(_Pretrained): ...
    class AutoModelForTokenClassification(_Pretrained): ...
    class AutoModelForQuestionAnswering(_Pretrained): ...
    class AutoModelForSpeechSeq2Seq(_Pretrained): ...
    class AutoTokenizer(_Pretrained): ...
    class AutoProcessor(_Pretrained): ...
    class AutoConfig(_Pretrained): ...
    class AutoFeatureExtractor(_Pretrained): ...
    class Pipeline:
        @blocks(cpu, cpu)
        def __call__(self, inputs, *args, **kwargs): ...
    # A model that is loaded already is only wrapped.
    @blocks(unbounded, http, when=not isinstance(model, _Pretrained))
    def pipeline(task=None, model=None, **kwargs) -> Pipeline: ...
    """)

  static let sentenceTransformers = Model(
    "sentence_transformers", isShipped: true,
    """
    EVIDENCE = "sentence-transformers 6.2.0 sentence_transformers/sentence_transformer/model.py, cross_encoder/model.py"
    class SentenceTransformer:
        @blocks(unbounded, http)
        def __init__(self, model_name_or_path=None, **kwargs) -> None: ...
        @blocks(cpu, cpu)
        def encode(self, sentences, **kwargs): ...
    class CrossEncoder:
        @blocks(unbounded, http)
        def __init__(self, model_name_or_path=None, **kwargs) -> None: ...
        @blocks(cpu, cpu)
        def predict(self, sentences, **kwargs): ...
    """)

  static let whisper = Model(
    "whisper", isShipped: true,
    """
    EVIDENCE = "openai-whisper 20250625 whisper/__init__.py, transcribe.py"
    class Whisper:
        @blocks(cpu, cpu)
        def transcribe(self, audio, **kwargs) -> dict: ...
        @blocks(cpu, cpu)
        def decode(self, mel, options=None, **kwargs): ...
    @blocks(unbounded, http)
    def load_model(name, device=None, **kwargs) -> Whisper: ...
    @blocks(io, file_io)
    def load_audio(file, sr=16000): ...
    @blocks(cpu, cpu)
    def transcribe(model, audio, **kwargs) -> dict: ...
    """)

  static let torch = Model(
    "torch", isShipped: true,
    """
    EVIDENCE = "torch 2.0.1 torch/serialization.py"
    @blocks(io, file_io)
    def load(f, map_location=None, **kwargs): ...
    @blocks(io, file_io)
    def save(obj, f, **kwargs) -> None: ...
    """)
}
