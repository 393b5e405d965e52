using System.Diagnostics;
using System.Text.RegularExpressions;

namespace TcpVet.Configs.Tests;

/// <summary>The distribution's own nginx and HAProxy, unpacked by eng/servers, asked what they think of a configuration.</summary>
internal static partial class RealServer
{
    /// <summary>The folder that eng/servers names; <c>./test</c> sets it.</summary>
    private const string FolderVariable = "TCPVET_LAB_SERVERS";

    /// <summary>The folder of the unpacked packages; skips the test where there is none.</summary>
    public static string Folder()
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, $"{FolderVariable} is not set: eng/servers unpacks the servers and prints its value");
        return folder!;
    }

    /// <summary>What <c>nginx -t</c> says.</summary>
    /// <param name="path">The first file, absolute.</param>
    /// <returns>Null when the syntax is accepted; else nginx's message with its file and line.</returns>
    public static Refusal? Nginx(string path)
    {
        // What it says beyond the syntax depends on folders and privileges of the machine.
        string said = Run("usr/sbin/nginx", ["-t", "-c", path, "-e", "/dev/null"]);
        if (said.Contains("syntax is ok", StringComparison.Ordinal))
        {
            return null;
        }

        Match match = NginxComplaint().Match(said);
        // Variables are resolved behind the last line of all.
        return match.Success
            ? new Refusal(match.Groups["message"].Value, match.Groups["file"].Value, Line(match))
            : new Refusal(said, path, int.MaxValue);
    }

    /// <summary>What <c>haproxy -c</c> says; null when it accepts.</summary>
    public static Refusal? HAProxy(string path)
    {
        string said = Run("usr/sbin/haproxy", ["-c", "-f", path]);
        // Files without a listener are in order, too.
        if (said.Contains("Configuration file is valid", StringComparison.Ordinal) || said.Contains("Configuration file has no error", StringComparison.Ordinal))
        {
            return null;
        }

        Match match = HAProxyComplaint().Match(said);
        return match.Success
            ? new Refusal(match.Groups["message"].Value.Trim(), match.Groups["file"].Value, Line(match))
            : new Refusal(said, path, int.MaxValue);
    }

    private static string Run(string program, string[] arguments)
    {
        using Process process =
            Process.Start(new ProcessStartInfo(
                Path.Combine(Folder(), program),
                arguments)
            {
                RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute =
                    false
            })!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return errors + output.Result;
    }

    private static int Line(Match match) => int.Parse(match.Groups["line"].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[emerg\] (?:\d+#\d+: )?(?<message>.*?) in (?<file>/\S+):(?<line>\d+)\n", RegexOptions.Singleline)]
    private static partial Regex NginxComplaint();

    [GeneratedRegex(@"\[ALERT\] .*?parsing \[(?<file>[^\]]+):(?<line>\d+)\] ?: (?<message>[^\n]*)")]
    private static partial Regex HAProxyComplaint();

    /// <summary>A server's first complaint.</summary>
    /// <param name="Message">In its words.</param>
    /// <param name="File">Where.</param>
    /// <param name="Line">From 1.</param>
    internal sealed record Refusal(string Message, string File, int Line);
}
