using System.Text.Json;
using System.Text.Json.Serialization;

namespace TcpVet.Model;

/// <summary>A phrase as its English text. What is read back has no arguments.</summary>
public sealed class PhraseConverter : JsonConverter<Phrase>
{
    /// <inheritdoc/>
    public override Phrase Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("a text is null"));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Phrase value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
