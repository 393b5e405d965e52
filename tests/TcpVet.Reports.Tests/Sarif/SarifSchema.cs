using System.Text.Json;

namespace TcpVet.Reports.Tests.Sarif;

/// <summary>
/// The part of sarif-schema-2.1.0.json (OASIS) that our logs touch: which members an object may have, which it must have, and of what form.
/// The schema closes its objects (additionalProperties: false), so an unknown member is a mistake.
/// </summary>
internal static class SarifSchema
{
    private static readonly Dictionary<string, (string[] Required, Dictionary<string, string> Members)> Types = new()
    {
        ["log"] = (["version", "runs"], new() { ["$schema"] = "uri", ["version"] = "2.1.0", ["runs"] = "run[]" }),
        ["run"] = (["tool"], new() { ["tool"] = "tool", ["invocations"] = "invocation[]", ["originalUriBaseIds"] = "bases", ["columnKind"] = "utf16CodeUnits|unicodeCodePoints", ["results"] = "result[]" }),
        ["tool"] = (["driver"], new() { ["driver"] = "component" }),
        ["component"] = (["name"], new() { ["name"] = "text", ["version"] = "text", ["informationUri"] = "uri", ["rules"] = "descriptor[]" }),
        ["descriptor"] = (["id"], new() { ["id"] = "text", ["name"] = "text", ["shortDescription"] = "multi", ["fullDescription"] = "multi", ["help"] = "multi", ["helpUri"] = "uri", ["defaultConfiguration"] = "configuration" }),
        ["multi"] = (["text"], new() { ["text"] = "text", ["markdown"] = "text" }),
        ["configuration"] = ([], new() { ["level"] = "none|note|warning|error", ["enabled"] = "bool" }),
        ["invocation"] = (["executionSuccessful"], new() { ["executionSuccessful"] = "bool", ["toolExecutionNotifications"] = "notification[]" }),
        ["notification"] = (["message"], new() { ["level"] = "none|note|warning|error", ["message"] = "message", ["locations"] = "location[]" }),
        ["message"] = (["text"], new() { ["text"] = "text" }),
        ["result"] = (["message"], new() { ["ruleId"] = "text", ["ruleIndex"] = "index", ["level"] = "none|note|warning|error", ["message"] = "message", ["locations"] = "location[]", ["partialFingerprints"] = "texts", ["suppressions"] = "suppression[]" }),
        ["location"] = ([], new() { ["physicalLocation"] = "physical" }),
        ["physical"] = (["artifactLocation"], new() { ["artifactLocation"] = "artifact", ["region"] = "region" }),
        ["artifact"] = ([], new() { ["uri"] = "uri-reference", ["uriBaseId"] = "text" }),
        ["region"] = ([], new() { ["startLine"] = "positive", ["startColumn"] = "positive" }),
        ["suppression"] = (["kind"], new() { ["kind"] = "inSource|external", ["justification"] = "text" }),
    };

    /// <summary>Fails where a log does not keep to the schema.</summary>
    public static void Check(JsonElement log)
    {
        Check(log, "log", "$");
        foreach (JsonElement run in log.GetProperty("runs").EnumerateArray())
        {
            JsonElement[] rules = [.. run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray()];
            string[] ids = [.. rules.Select(rule => rule.GetProperty("id").GetString()!)];
            Assert.Equal(ids.Distinct(), ids);
            foreach (JsonElement result in run.GetProperty("results").EnumerateArray())
            {
                // Section 3.27.6: the index is that of the rule with the result's id.
                Assert.Equal(result.GetProperty("ruleId").GetString(), ids[result.GetProperty("ruleIndex").GetInt32()]);
            }
        }
    }

    private static void Check(JsonElement element, string type, string path)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            Assert.True(element.ValueKind == JsonValueKind.Array, path);
            int i = 0;
            foreach (JsonElement item in element.EnumerateArray())
            {
                Check(item, type[..^2], $"{path}[{i++}]");
            }

            return;
        }

        if (!Types.TryGetValue(type, out (string[] Required, Dictionary<string, string> Members) definition))
        {
            Assert.True(IsScalar(element, type), $"{path}: {element} is no {type}");
            return;
        }

        Assert.True(element.ValueKind == JsonValueKind.Object, path);
        Assert.All(definition.Required, name => Assert.True(element.TryGetProperty(name, out _), $"{path} lacks {name}"));
        foreach (JsonProperty member in element.EnumerateObject())
        {
            Assert.True(definition.Members.TryGetValue(member.Name, out string? of), $"{path} may not have {member.Name}");
            Check(member.Value, of!, $"{path}.{member.Name}");
        }
    }

    private static bool IsScalar(JsonElement element, string type) => type switch
    {
        "text" => element.ValueKind == JsonValueKind.String && element.GetString()!.Length > 0,
        "bool" => element.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "index" => element.GetInt32() >= -1,
        "positive" => element.GetInt32() >= 1,
        "uri" => Uri.IsWellFormedUriString(element.GetString(), UriKind.Absolute),
        "uri-reference" => Uri.IsWellFormedUriString(element.GetString(), UriKind.RelativeOrAbsolute),
        "texts" => element.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String),
        "bases" =>
            element.EnumerateObject().All(member => member.Value.GetProperty("uri").GetString() is { } uri
                && uri.EndsWith('/')
                && Uri.IsWellFormedUriString(uri, UriKind.Absolute)),
        _ => element.ValueKind == JsonValueKind.String && type.Split('|').Contains(element.GetString()),
    };
}
