using System.Text.Json;
using System.Text.Json.Serialization;

namespace TcpVet.Tuning.Wording;

/// <summary>A word for each member: <c>rolled_back</c>.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class SnakeCaseWord<T> : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? word = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        foreach (T member in Enum.GetValues<T>())
        {
            if (Word(member).Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return member;
            }
        }

        // The serializer says what it could not convert, and where.
        throw new JsonException();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Word(value));

    private static string Word(T member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString());
}
