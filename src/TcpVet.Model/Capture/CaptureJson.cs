using System.Text.Json;
using System.Text.Json.Serialization;

namespace TcpVet.Model;

/// <summary>Writes and reads a <see cref="Capture"/> as JSON with snake_case keys.</summary>
public static class CaptureJson
{
    /// <summary>The serializer's metadata, for embedding a capture in another document.</summary>
    public static CaptureJsonContext Context => CaptureJsonContext.Default;

    /// <summary>Writes the record.</summary>
    public static byte[] Write(Capture capture) => JsonSerializer.SerializeToUtf8Bytes(capture, Context.Capture);

    /// <summary>Reads a record and checks that it is one.</summary>
    /// <exception cref="CaptureFormatException">The text is no JSON, no capture, or of a newer schema.</exception>
    public static Capture Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            Capture capture = JsonSerializer.Deserialize(utf8, Context.Capture) ?? throw new CaptureFormatException("it holds null");
            return capture.Schema == Capture.SchemaId
                ? Checked(capture)
                : throw new CaptureFormatException($"its schema is '{capture.Schema}', this program reads '{Capture.SchemaId}'");
        }
        catch (JsonException exception)
        {
            throw new CaptureFormatException($"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine}: {FirstSentence(exception.Message)}", exception);
        }
    }

    // The serializer fills a required member with null when the document says null: refuse it here, once.
    private static Capture Checked(Capture capture)
    {
        object?[] required = [capture.Host, capture.Kernel, capture.HostFacts, capture.Namespaces, capture.Processes, capture.Missing];
        bool whole = !required.Contains(null)
            && capture.Namespaces.All(IsWhole)
            && !capture.Processes.Any(process => process?.Name is null) && !capture.Missing.Contains(null!);
        if (!whole)
        {
            throw new CaptureFormatException("a member that must be there is null");
        }

        return capture.Namespaces.Count > 0 ? capture : throw new CaptureFormatException("it holds no network namespace");
    }

    private static bool IsWhole(NetnsCapture? netns) => netns is
    {
        Netns: not null, Tcp.Counts: not null, Udp.Counts: not null, Listeners: not null, Peers: not null, Groups: not null,
        PortTuples: not null, Counters: not null, Sockstat: not null, Sysctls: not null,
    }
        && !netns.Listeners.Any(listener => listener is null or { Processes: null } or { States: null })
        && !netns.Groups.Contains(null!)
        && !netns.Peers.Any(peer => peer?.States is null)
        && !netns.PortTuples.Contains(null!)
        && netns.Idle is null or { Groups: not null }
        && netns.Sockets is null or { Tcp: not null, Udp: not null, Owners: not null };

    private static string FirstSentence(string message) =>
        message.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0];
}

/// <summary>A file is not a capture that this program can read.</summary>
public sealed class CaptureFormatException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Compile-time JSON metadata of the model.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DictionaryKeyPolicy = JsonKnownNamingPolicy.Unspecified,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = false,
    RespectRequiredConstructorParameters = true,
    Converters = [
        typeof(TcpStateConverter), typeof(ProtocolConverter), typeof(InetAddressConverter),
        typeof(SeverityConverter), typeof(ConfidenceConverter), typeof(RemedyLevelConverter), typeof(OwnershipConverter), typeof(FalseRemedyConverter),
    ])]
[JsonSerializable(typeof(Capture))]
[JsonSerializable(typeof(Finding))]
[JsonSerializable(typeof(CannotTell))]
public sealed partial class CaptureJsonContext : JsonSerializerContext;
