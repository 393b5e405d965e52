using System.Text.Json;
using TcpVet.Model.Records;

namespace TcpVet.Model;

/// <summary>Captures as JSON: the values that have a form of their own. The compiler writes the rest.</summary>
[JsonRecords(typeof(Capture), typeof(CannotTell), Words = [typeof(RecordText)])]
public static partial class CaptureRecords
{
    /// <summary>Reads a state by its name.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static TcpState ReadTcpState(ref RecordReader json)
    {
        string text = RecordText.ReadString(ref json);
        return TcpStateNames.TryParse(text, out TcpState state, out _) ? state : throw new JsonException($"'{RecordText.Quoted(text)}' is not a TCP state");
    }

    /// <summary>Writes a state as its name.</summary>
    public static void Write(Utf8JsonWriter json, TcpState value) => json.WriteStringValue(value.Name());

    /// <summary>A state as the key of a map.</summary>
    public static string Key(TcpState state) => state.Name();

    /// <summary>Reads an address by its text.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static InetAddress ReadInetAddress(ref RecordReader json)
    {
        string text = RecordText.ReadString(ref json);
        return InetAddress.TryParse(text, out InetAddress address) ? address : throw new JsonException($"'{RecordText.Quoted(text)}' is not an IP address");
    }

    /// <summary>Writes an address as its text.</summary>
    public static void Write(Utf8JsonWriter json, InetAddress value)
    {
        Span<byte> text = stackalloc byte[InetAddress.MaxTextLength];
        value.TryFormat(text, out int written);
        json.WriteStringValue(text[..written]);
    }

    /// <summary>Reads a kind of configuration by its word.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ConfigurationKind ReadConfigurationKind(ref RecordReader json)
    {
        string text = RecordText.ReadString(ref json);
        return ConfigurationKindNames.Parse(text)
            ?? throw new JsonException($"'{RecordText.Quoted(text)}' is not one of {string.Join(", ", ConfigurationKindNames.All)}");
    }

    /// <summary>Writes a kind of configuration as its word.</summary>
    public static void Write(Utf8JsonWriter json, ConfigurationKind value) => json.WriteStringValue(value.Word());

    /// <summary>Reads a phrase: its English text, without arguments.</summary>
    /// <exception cref="JsonException">The value is no text.</exception>
    public static Phrase ReadPhrase(ref RecordReader json) => new(RecordText.ReadString(ref json));

    /// <summary>Writes a phrase as its English text.</summary>
    public static void Write(Utf8JsonWriter json, Phrase value) => json.WriteStringValue(value.ToString());
}
