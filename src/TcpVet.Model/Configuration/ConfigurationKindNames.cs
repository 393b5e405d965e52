using System.Text.Json;
using System.Text.Json.Serialization;

namespace TcpVet.Model;

/// <summary>The words for kinds of configuration, on the command line (<c>lint --as KIND</c>) and in JSON.</summary>
public static class ConfigurationKindNames
{
    /// <summary>Every kind with its word.</summary>
    public static IReadOnlyList<(ConfigurationKind Kind, string Name)> All { get; } =
    [
        (ConfigurationKind.SysctlConf, "sysctl"),
        (ConfigurationKind.SysctlOutput, "sysctl-a"),
        (ConfigurationKind.Tomcat, "tomcat"),
        (ConfigurationKind.Nginx, "nginx"),
        (ConfigurationKind.HAProxy, "haproxy"),
        (ConfigurationKind.Httpd, "httpd"),
    ];

    /// <summary>The kind's word.</summary>
    public static string Word(this ConfigurationKind kind) => All.First(entry => entry.Kind == kind).Name;

    /// <summary>The kind of a word, in either case; null when there is none.</summary>
    public static ConfigurationKind? Parse(string? word)
    {
        foreach ((ConfigurationKind kind, string name) in All)
        {
            if (name.Equals(word, StringComparison.OrdinalIgnoreCase))
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
        ConfigurationKindNames.Parse(reader.GetString()) ?? throw new JsonException($"'{reader.GetString()}' is not one of {string.Join(", ", ConfigurationKindNames.All.Select(entry => entry.Name))}");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ConfigurationKind value, JsonSerializerOptions options) => writer.WriteStringValue(value.Word());
}
