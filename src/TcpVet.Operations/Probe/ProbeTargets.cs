using System.Text;
using TcpVet.Linux.Filters;
using TcpVet.Operations.Files;
using TcpVet.Probes.Targets;

namespace TcpVet.Operations.Probe;

/// <summary>One target as it was written: understood, or wrong.</summary>
/// <param name="Text">As written.</param>
/// <param name="Target">What it means; null when it is wrong.</param>
/// <param name="Mistake">What is wrong with it; null when nothing is.</param>
internal sealed record WrittenTarget(string Text, ProbeTarget? Target, string? Mistake);

/// <summary>Finds the targets that a command line names: words, files, standard input.</summary>
internal static class ProbeTargets
{
    private const string StandardInput = "-";

    // So many results are of no use to anyone, and a mistake in a range would run for days.
    private const int MostPorts = 1_000_000;

    /// <summary>Reads the words; <c>-</c> stands for standard input, a path with a slash or <c>@FILE</c> for a file.</summary>
    /// <exception cref="RequestException">A file cannot be read, or there are too many ports.</exception>
    public static IReadOnlyList<WrittenTarget> Read(IReadOnlyList<string> words, Func<Stream> standardInput, TargetHabits habits)
    {
        Lazy<ServicesFile> services = new(() => ServicesFile.Read("/etc/services"));
        List<WrittenTarget> targets = [];
        foreach (string word in TargetWords.Joined(words, IsFile))
        {
            if (word != StandardInput && !IsFile(word))
            {
                targets.Add(Parse(word, "", services, habits));
                continue;
            }

            string name = word == StandardInput ? "standard input" : word;
            targets.AddRange(TargetFile.Words(Content(word, standardInput))
                .Select(found => Parse(found.Text, $"{name}, line {found.Line}: ", services, habits)));
        }

        long ports = targets.Sum(target => (long)(target.Target?.PortCount ?? 1));
        return ports <= MostPorts ? targets : throw new RequestException($"probe: {ports} ports are too many for one run; at most {MostPorts}");
    }

    // A target has a colon before its port and no file of targets has one in its name; 53/udp is a port.
    private static bool IsFile(string word) => !word.Contains(':', StringComparison.Ordinal) && !TargetWords.IsPorts(word)
        && (word.Contains('/', StringComparison.Ordinal) || File.Exists(word));

    private static WrittenTarget Parse(string text, string where, Lazy<ServicesFile> services, TargetHabits habits)
    {
        try
        {
            ProbeTarget target = TargetParser.Parse(text, (name, protocol) => services.Value.PortOf(name, protocol), habits);
            return new WrittenTarget(text, target, null);
        }
        catch (TargetException exception)
        {
            return new WrittenTarget(text, null, $"{where}position {exception.Position}: {exception.Expectation}");
        }
    }

    private static string Content(string word, Func<Stream> standardInput)
    {
        try
        {
            using Stream stream = word == StandardInput ? standardInput() : GivenFile.Open(word);
            byte[] bytes = new byte[TargetFile.LargestFile + 1];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= TargetFile.LargestFile ? Encoding.UTF8.GetString(bytes, 0, length)
                : throw new RequestException($"probe: '{word}' is larger than {TargetFile.LargestFile >> 20} MB: no list of targets");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RequestException($"probe: there is no file '{word}'; a target is HOST:PORT, over UDP udp://HOST:PORT");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string why = exception is UnauthorizedAccessException && Directory.Exists(word) ? "it is a folder"
                : exception is UnauthorizedAccessException ? "permission denied" : exception.Message;
            throw new RequestException($"probe: cannot read targets from '{word}': {why}");
        }
    }
}
