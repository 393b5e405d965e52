using System.Text.Json;
using System.Text.Json.Serialization;

namespace TcpVet.Model;

/// <summary>The words for kinds of configuration, on the command line (<c>lint --as KIND</c>) and in JSON: a contract.</summary>
public static class ConfigurationKindNames
{
    /// <summary>Every word, in the order of the kinds.</summary>
    public static IReadOnlyList<string> All { get; } = Array.ConvertAll(Enum.GetValues<ConfigurationKind>(), kind => kind.Word());

    /// <summary>The kind's word: its name in lower case, but for the two kinds of sysctl.</summary>
    public static string Word(this ConfigurationKind kind) => kind switch
    {
        ConfigurationKind.SysctlConf => "sysctl",
        ConfigurationKind.SysctlOutput => "sysctl-a",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The kind of a word, in either case; null when there is none.</summary>
    public static ConfigurationKind? Parse(string? word)
    {
        foreach (ConfigurationKind kind in Enum.GetValues<ConfigurationKind>())
        {
            if (kind.Word().Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return null;
    }
}

/// <summary>A kind of configuration as its word.</summary>
public sealed class ConfigurationKindConverter : JsonConverter<ConfigurationKind>
{
    /// <inheritdoc/>
    public override ConfigurationKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ConfigurationKindNames.Parse(reader.GetString()) ?? throw new JsonException($"'{reader.GetString()}' is not one of {string.Join(", ", ConfigurationKindNames.All)}");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ConfigurationKind value, JsonSerializerOptions options) => writer.WriteStringValue(value.Word());
}
