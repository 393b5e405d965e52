using System.Text.Json;
using System.Text.Json.Serialization;

namespace TcpVet.Model;

/// <summary>A state as its name, as value and as key.</summary>
public sealed class TcpStateConverter : JsonConverter<TcpState>
{
    /// <inheritdoc/>
    public override TcpState Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TcpState value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Name());

    /// <inheritdoc/>
    public override TcpState ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString());

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, TcpState value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Name());

    private static TcpState Parse(string? text) =>
        text is not null && TcpStateNames.TryParse(text, out TcpState state, out _) ? state : throw new JsonException($"'{text}' is not a TCP state");
}

/// <summary>An address as its text.</summary>
public sealed class InetAddressConverter : JsonConverter<InetAddress>
{
    /// <inheritdoc/>
    public override InetAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        InetAddress.TryParse(reader.GetString(), out InetAddress address) ? address : throw new JsonException($"'{reader.GetString()}' is not an IP address");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, InetAddress value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[InetAddress.MaxTextLength];
        value.TryFormat(text, out int written);
        writer.WriteStringValue(text[..written]);
    }
}

/// <summary>An enumeration as one lower-case word.</summary>
/// <typeparam name="T">The enumeration; its members must be single words.</typeparam>
public abstract class LowerCaseEnumConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text
            && !char.IsAsciiDigit(text.FirstOrDefault('0'))
            && Enum.TryParse(text, ignoreCase: true, out T value)
            && Enum.IsDefined(value)
            ? value : throw new JsonException($"'{reader.GetString()}' is not one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString().ToLowerInvariant());
}

/// <summary><c>tcp</c>, <c>udp</c>.</summary>
public sealed class ProtocolConverter : LowerCaseEnumConverter<Protocol>;

/// <summary><c>info</c>, <c>warning</c>, <c>critical</c>.</summary>
public sealed class SeverityConverter : LowerCaseEnumConverter<Severity>;

/// <summary><c>certain</c>, <c>likely</c>, <c>possible</c>.</summary>
public sealed class ConfidenceConverter : LowerCaseEnumConverter<Confidence>;

/// <summary><c>application</c>, <c>configuration</c>, <c>kernel</c>, <c>network</c>.</summary>
public sealed class RemedyLevelConverter : LowerCaseEnumConverter<RemedyLevel>;

/// <summary><c>unknown</c>, <c>process</c>, <c>none</c>.</summary>
public sealed class OwnershipConverter : LowerCaseEnumConverter<Ownership>;

/// <summary><c>given</c>, <c>process</c>, <c>system</c>.</summary>
public sealed class ConfigurationOriginConverter : LowerCaseEnumConverter<ConfigurationOrigin>;

/// <summary><c>sockets</c>, <c>service</c>, <c>established</c>, <c>ports</c>, <c>descriptors</c>, <c>hidden_sockets</c>.</summary>
public sealed class TrendKindConverter : JsonConverter<TrendKind>
{
    /// <inheritdoc/>
    public override TrendKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.GetString();
        foreach (TrendKind kind in Enum.GetValues<TrendKind>())
        {
            if (Name(kind) == text)
            {
                return kind;
            }
        }

        throw new JsonException($"'{text}' is not one of {string.Join(", ", Enum.GetValues<TrendKind>().Select(Name))}");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TrendKind value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Name(value));

    private static string Name(TrendKind kind) => kind == TrendKind.HiddenSockets ? "hidden_sockets" : kind.ToString().ToLowerInvariant();
}

/// <summary>A false remedy as one sentence, <c>what: why</c>.</summary>
public sealed class FalseRemedyConverter : JsonConverter<FalseRemedy>
{
    /// <inheritdoc/>
    public override FalseRemedy Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string[] parts = (reader.GetString() ?? "").Split(": ", 2);
        return new FalseRemedy(parts[0], parts.Length > 1 ? parts[1] : "");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FalseRemedy value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>A number that is one: <c>1e999</c> reads as infinity, which nothing can write again.</summary>
public sealed class FiniteNumberConverter : JsonConverter<double>
{
    /// <inheritdoc/>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble() is var value && double.IsFinite(value) ? value : throw new JsonException("a number is too large");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>
/// A whole number that is small enough for a hundred thousand of them to be added up: files hold anything, and what adds their figures
/// stops at an overflow (Enumerable.Sum is checked). What may be larger says so with <see cref="AnyNumberConverter"/>.
/// </summary>
public sealed class WholeNumberConverter : JsonConverter<long>
{
    // 70 trillion: bytes, milliseconds and connections of one host stay below.
    private const long Largest = 1L << 46;

    /// <inheritdoc/>
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetInt64() is var value and >= -Largest and <= Largest ? value : throw new JsonException("a number is too large");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>A whole number of any size: a limit may be <see cref="long.MaxValue"/>, and the kernel counts in 64 bits. It is compared, never
/// added up.</summary>
public sealed class AnyNumberConverter : JsonConverter<long>
{
    /// <inheritdoc/>
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetInt64();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
