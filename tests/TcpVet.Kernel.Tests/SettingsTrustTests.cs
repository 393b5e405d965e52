using System.Text.Json;
using TcpVet.Lab;

namespace TcpVet.Kernel.Tests;

/// <summary>Root with the environment of somebody else: that user's settings hang nothing, silence nothing, leak nothing.</summary>
public sealed class SettingsTrustTests
{
    private const string Only = "[checkup]\\nonly = [\\\"TV202\\\"]\\n";

    [Theory]
    [InlineData($"printf \"{Only}\" > config.toml", "the folder */theirs/tcpvet belongs to uid 65534")]
    [InlineData("mkfifo config.toml", "the folder */theirs/tcpvet belongs to uid 65534")]
    [InlineData("ln -s /etc/shadow config.toml", "the folder */theirs/tcpvet belongs to uid 65534")]
    [InlineData("ln -s config.toml config.toml", "the folder */theirs/tcpvet belongs to uid 65534")]
    [InlineData("ln -s /dev/zero config.toml", "the folder */theirs/tcpvet belongs to uid 65534")]
    [InlineData("mkdir config.toml", "the folder */theirs/tcpvet belongs to uid 65534")]
    [InlineData("mkfifo ignore.toml", "the folder */theirs/tcpvet belongs to uid 65534")]
    [InlineData($"printf \"{Only}\" > config.toml; chown 0 .; chown 65534 config.toml; chmod 755 .", "it belongs to uid 65534")]
    [InlineData($"printf \"{Only}\" > config.toml; chown -R 0 .; chmod 664 config.toml", "others than its owner may write to it (mode 664)")]
    [InlineData($"printf \"{Only}\" > config.toml; chown -R 0 .; chmod 775 .", "others than its owner may write to the folder */theirs/tcpvet")]
    [InlineData("ln -s /etc/shadow config.toml; chown 0 .; chown -h 65534 config.toml", "the link config.toml belongs to uid 65534")]
    public void Settings_of_another_user_are_not_used_and_that_is_said(string theirs, string why)
    {
        ToolResult result = Run(theirs, "XDG_CONFIG_HOME=$PWD/theirs timeout 20 \"$0\" checkup --interval 0 -o json");

        Assert.True(result.ExitStatus == 0, result.Errors);
        Assert.Matches("^tcpvet: \\S+/theirs/tcpvet/(config|ignore).toml is not used: "
            + System.Text.RegularExpressions.Regex.Escape(why).Replace("\\*", "\\S*", StringComparison.Ordinal) + "; settings are root's or the caller's own\n", result.Errors);
        Assert.DoesNotContain("root:", result.Errors, StringComparison.Ordinal);
        JsonElement config = JsonDocument.Parse(result.Output).RootElement.GetProperty("config");
        Assert.Equal(0, config.GetProperty("files").GetArrayLength() + config.GetProperty("ignore_files").GetArrayLength());
        Assert.False(config.TryGetProperty("only", out _));
    }

    [Theory]
    [InlineData("printf x > config.toml", "it belongs to uid 65534|the folder .* belongs to uid 65534")]
    [InlineData("mkfifo config.toml; chown -R 0 .", "is no ordinary file")]
    [InlineData("mkdir config.toml; chown -R 0 .", "is a directory")]
    [InlineData("ln -s /dev/zero config.toml; chown -Rh 0 .", "is no ordinary file")]
    [InlineData("ln -s config.toml config.toml; chown -Rh 0 .", "Too many levels of symbolic links")]
    [InlineData("ln -s /etc/shadow config.toml; chown -h 65534 config.toml; chown 0 .", "the link config.toml belongs to uid 65534")]
    [InlineData("printf 'root:$y$secret:1\\n' > config.toml; chmod 600 config.toml; chown -R 0 .", "a file that not everybody may read")]
    [InlineData("printf '[checkup]\\nsecret = 1\\n' > config.toml; chmod 640 config.toml; chown -R 0 .", "a file that not everybody may read")]
    public void A_file_that_was_named_is_refused_with_one_line_that_quotes_nothing(string theirs, string why)
    {
        foreach (string option in (string[])["--config", "--ignore-file"])
        {
            ToolResult result = Run(theirs, $"timeout 20 \"$0\" checkup --interval 0 {option} theirs/tcpvet/config.toml");

            Assert.True(result.ExitStatus == 2, $"{result.ExitStatus} {result.Errors}");
            Assert.Matches($"^tcpvet: theirs/tcpvet/config.toml[:0-9]* .*({why}).*\n$", result.Errors);
            Assert.DoesNotContain("root", result.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", result.Errors, StringComparison.Ordinal);
        }
    }

    // An ordinary user's HOME that su left, without settings in it: nothing to say.
    [Fact]
    public void A_foreign_home_without_settings_is_no_news()
    {
        ToolResult result = Run("cd ..; rmdir tcpvet; mkdir .config; chown 65534 .config", "HOME=$PWD/theirs XDG_CONFIG_HOME= timeout 20 \"$0\" checkup --interval 0 -o json");

        Assert.Equal((0, ""), (result.ExitStatus, result.Errors));
    }

    [Fact]
    public void Every_restriction_is_named_in_the_head()
    {
        const string settings = "chown -R 0 . ; printf '[thresholds]\\nTV101.min_count = 50\\n[checkup]\\nonly = [\"TV101\",\"TV202\"]\\n' > config.toml; "
            + "printf '[[ignore]]\\ncode = \"TV104\"\\nreason = \"known\"\\n' > ignore.toml";
        const string run = "XDG_CONFIG_HOME=$PWD/theirs timeout 20 \"$0\" checkup --interval 0 --ignore TV301";
        string[] told = ["only TV101, TV202 asked (*config.toml:4)", "TV101.min_count 50 sockets (*config.toml:2)", "TV104 ignored (*ignore.toml)", "TV301 ignored (--ignore)"];

        string[] lines = Run(settings, run).Output.Split('\n');
        Assert.StartsWith("SETTINGS ", lines[1], StringComparison.Ordinal);
        Contains(told, lines[1]);
        Contains(told, Run(settings, run + " -o csv").Errors);
        Contains(told, Run(settings, run + " --nagios").Output);
        JsonElement config = JsonDocument.Parse(Run(settings, run + " -o json").Output).RootElement.GetProperty("config");
        Assert.Equal(["TV101", "TV202"], config.GetProperty("only").EnumerateArray().Select(code => code.GetString()));
        Assert.EndsWith("config.toml:4", config.GetProperty("only_from").GetString(), StringComparison.Ordinal);
        Assert.Equal(["TV104", "TV301"], config.GetProperty("ignores").EnumerateArray().Select(entry => entry.GetProperty("codes")[0].GetString()));
        string lint = Run(settings, "XDG_CONFIG_HOME=$PWD/theirs \"$0\" lint --only TV601 - <<< net.ipv4.tcp_tw_recycle=1").Output.Split('\n')[0];
        Contains(["only TV601 asked (--only)", told[1], told[2]], lint);
    }

    private static void Contains(string[] told, string text)
    {
        foreach (string piece in told)
        {
            string pattern = System.Text.RegularExpressions.Regex.Escape(piece).Replace("\\*", "\\S*", StringComparison.Ordinal);
            Assert.Matches(pattern, text);
        }
    }

    // The folder theirs/tcpvet is another user's; `theirs` is a script that furnishes it, run inside.
    private static ToolResult Run(string theirs, string command)
    {
        Require.Root();
        using Sandbox sandbox = Require.Sandbox();
        return Cli.Quiet(sandbox.Exec("bash", "-c", $$"""
            umask 022
            folder=$(mktemp -d)
            trap 'rm -r "$folder"' EXIT
            cd "$folder"
            mkdir -p theirs/tcpvet
            chown -R 65534 theirs/tcpvet
            (cd theirs/tcpvet && {{theirs}}) || exit 99
            {{command}}
            """, Cli.Path));
    }
}
