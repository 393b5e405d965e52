using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Settings;
using TcpVet.Reports.Checkup;
using TcpVet.Rules.Judging;
using Capture = TcpVet.Model.Capture;

namespace TcpVet.Reports.Tests.Checkup;

/// <summary>Commands that are made of captures do what they say, and nothing that the capture says.</summary>
public sealed partial class CommandShellTests : IDisposable
{
    // Each makes a file or starts a program where a shell takes it for more than a word.
    private static readonly string[] Hostile =
    [
        "$(>PWNED)", "`>PWNED`", ";>PWNED;", "\n>PWNED\n", "'>PWNED'", "';>PWNED;'", "\";>PWNED;\"", "&>PWNED&", "|>PWNED|", "1;pwned${IFS}x", ")>PWNED(",
        "\\\n>PWNED", "\\';>PWNED;\\'", "-x>PWNED", "\r\n>PWNED", "{pwned,x}", "~/;pwned", "$'\\n'>PWNED", "\u2028;>PWNED", "a b;pwned #", "<(pwned)", "!pwned",
    ];

    private static readonly string Captures = Path.Combine(Root(), "tests", "TcpVet.Rules.Tests", "Captures");

    private readonly string folder = Directory.CreateTempSubdirectory("tcpvet-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Hostile_text_in_any_string_of_a_capture_starts_nothing()
    {
        HashSet<string> commands = [];
        int read = 0;
        foreach (string file in Directory.EnumerateFiles(Captures, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] original = File.ReadAllBytes(file);
            foreach (string place in Places(JsonNode.Parse(original)!).Distinct().Order(StringComparer.Ordinal))
            {
                // Whole, in front and behind: what is recognised by its end or its beginning leads to commands of its own.
                string text = Hostile[read % Hostile.Length];
                Func<string, string> spoil = (read / Hostile.Length % 3) switch
                {
                    0 => was => was + text,
                    1 => was => text + was,
                    _ => _ => text,
                };
                if (Read(Spoilt(original, place, spoil)) is { } capture)
                {
                    read++;
                    commands.UnionWith(CommandsOf(capture));
                }
            }
        }

        // What the reader refuses, the reader of a live host might yet see.
        IEnumerable<string> files = Directory.EnumerateFiles(Path.Combine(Captures, "TV606", "fires")).Order(StringComparer.Ordinal);
        Capture[] bare = [.. files.Select(file => Read(File.ReadAllBytes(file))!)];
        foreach (string text in Hostile)
        {
            commands.UnionWith(bare.SelectMany(capture => CommandsOf(capture with
            {
                Namespaces = [.. capture.Namespaces.Select(netns => netns with
                {
                    Sysctls = netns.Netns.Own ? netns.Sysctls : netns.Sysctls.ToDictionary(pair => pair.Key, pair => pair.Value + text),
                })],
            })));
            commands.UnionWith(bare.SelectMany(capture => CommandsOf(capture with
            {
                Namespaces = [.. capture.Namespaces.Select(netns => netns with
                {
                    Sysctls = netns.Sysctls.ToDictionary(pair => pair.Key, pair => netns.Netns.Own ? pair.Value + text : pair.Value),
                })],
            })));
        }

        Assert.InRange(read, 3000, 100_000);
        string[] spoilt = [.. commands.Where(command => command.Contains("pwned", StringComparison.OrdinalIgnoreCase))];
        Assert.NotEmpty(spoilt);
        Assert.Empty(Escapes(spoilt));
    }

    [Fact]
    public void Hostile_text_is_one_word_whatever_it_is()
    {
        foreach (string text in (IEnumerable<string>)[.. Hostile, "", "x y", "-n", "=ls", "%1", "~root", "*", "a\tb", "'", "''", "\\", "é", "#x", "a=b"])
        {
            foreach (string shell in Shells)
            {
                Assert.Equal($"<{text}>", Run(shell, $"printf '<%s>' {ShellWord.Of(text)}"));
                Assert.Equal($"<k={text}>", Run(shell, $"printf '<%s>' k={ShellWord.Of(text)}"));
            }
        }
    }

    [Fact]
    public void The_test_sees_what_escapes() =>
        Assert.Equal(2, Escapes(["sysctl -w net.core.somaxconn=1;>PWNED", "sysctl -w x=1;pwned${IFS}x", "sysctl -w x='1;>PWNED'", "ip netns exec a ss"]).Count);

    [Theory]
    [InlineData("1;touch${IFS}x")]
    [InlineData("$(x)")]
    [InlineData("4096\n1")]
    [InlineData("'")]
    public void A_setting_with_a_value_that_no_kernel_shows_is_refused(string value)
    {
        string file = Directory.EnumerateFiles(Path.Combine(Captures, "TV606", "fires")).Order(StringComparer.Ordinal).First();
        JsonNode document = JsonNode.Parse(File.ReadAllBytes(file))!;
        document["namespaces"]![0]!["sysctls"]!["net.core.somaxconn"] = value;
        CaptureFormatException refused = Assert.Throws<CaptureFormatException>(() =>
            CaptureJson.Read(Encoding.UTF8.GetBytes(document.ToJsonString())));
        Assert.Contains("net.core.somaxconn", refused.Message, StringComparison.Ordinal);
    }

    private static string[] Shells => [.. new[] { "/bin/sh", "/bin/bash", "/bin/dash", "/bin/zsh", "/usr/bin/zsh" }.Where(File.Exists)];

    // What a report says to type, as text and as JSON, of each remedy.
    private static IEnumerable<string> CommandsOf(Capture capture)
    {
        CheckupAnswer answer = new(capture, CaptureJudge.Diagnose(capture), CheckupSettings.None, Replayed: true);
        using Shown text = new(OutputFormat.Wide);
        text.Screen.Show(CheckupReport.Of(answer));
        using Shown json = new(OutputFormat.Json);
        json.Screen.Show(CheckupReport.Of(answer));
        return text.Lines.Select(line => line.TrimStart()).Where(line => line.StartsWith("$ ", StringComparison.Ordinal))
            .Select(line => line[2..])
            .Concat(Members(JsonNode.Parse(json.Text), "command"))
            .Concat(answer.Diagnosis.Findings.SelectMany(finding => finding.Remedies).Select(remedy => remedy.Command).OfType<string>());
    }

    private static IEnumerable<string> Members(JsonNode? node, string name) => node switch
    {
        JsonObject members => members.SelectMany(member =>
            member.Key == name && member.Value is JsonValue ? [member.Value.GetValue<string>()] : Members(member.Value, name)),
        JsonArray items => items.SelectMany(item => Members(item, name)),
        _ => [],
    };

    // Runs each in shells that know no program: what makes a file, or asks for a program of the hostile text's, has escaped.
    private List<string> Escapes(string[] commands)
    {
        for (int i = 0; i < commands.Length; i++)
        {
            File.WriteAllText(Path.Combine(folder, $"{i}.command"), commands[i]);
        }

        List<string> bad = [];
        foreach (string shell in Shells)
        {
            string seen = Run("/bin/bash", $$"""
                mkdir -p in; cd in
                for f in ../*.command; do
                    ( PATH=/nonexistent exec {{shell}} -c 'kill() { :; }
                eval "$1"' sh "$(< "$f")" ) >out 2>&1 </dev/null
                    said=$(< out)
                    if [[ -e PWNED || -e PWNED\& || $said =~ (^|[^\'\;\{\<])pwned[^\']*not\ found ]]; then printf '%s\n' "$f"; fi
                    for made in *; do [[ $made == out ]] || { printf '%s\n' "$f"; /bin/rm -rf -- "$made"; }; done
                done
                """);
            bad.AddRange(seen.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct()
                .Select(file => File.ReadAllText(Path.Combine(folder, Path.GetFileName(file)))));
        }

        return [.. bad.Distinct()];
    }

    private string Run(string shell, string script)
    {
        ProcessStartInfo start = new(shell, ["-c", script]) { RedirectStandardOutput = true, WorkingDirectory = folder };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static Capture? Read(byte[] document)
    {
        try
        {
            return CaptureJson.Read(document);
        }
        catch (CaptureFormatException)
        {
            return null;
        }
    }

    private static byte[] Spoilt(byte[] original, string place, Func<string, string> spoil)
    {
        JsonNode document = JsonNode.Parse(original)!;
        foreach (JsonValue leaf in Leaves(document).Where(leaf => Place(leaf) == place).ToArray())
        {
            leaf.ReplaceWith(JsonValue.Create(spoil(leaf.GetValue<string>())));
        }

        if (place.EndsWith(".sysctls", StringComparison.Ordinal))
        {
            foreach (JsonObject settings in document["namespaces"]!.AsArray().Select(netns => netns!["sysctls"]).OfType<JsonObject>())
            {
                foreach ((string key, JsonNode? value) in settings
                    .Where(setting => setting.Key.Contains(".conf.", StringComparison.Ordinal)).ToArray())
                {
                    settings.Remove(key);
                    settings[InterfaceOf().Replace(key, match => $".conf.{spoil(match.Groups[1].Value)}.")] = value?.DeepClone();
                }
            }
        }

        return Encoding.UTF8.GetBytes(document.ToJsonString());
    }

    private static IEnumerable<string> Places(JsonNode document) =>
        Leaves(document).Select(Place).Where(place => !place.Contains(".sysctls", StringComparison.Ordinal)).Append("namespaces.sysctls");

    private static IEnumerable<JsonValue> Leaves(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Leaves(member.Value)),
        JsonArray items => items.SelectMany(Leaves),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value],
        _ => [],
    };

    private static string Place(JsonValue leaf) => Item().Replace(leaf.GetPath(), "")[2..];

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "TcpVet.slnx")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    [GeneratedRegex(@"\[[0-9]+\]")]
    private static partial Regex Item();

    [GeneratedRegex(@"\.conf\.(.+)\.")]
    private static partial Regex InterfaceOf();
}
