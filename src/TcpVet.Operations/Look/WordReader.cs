using System.Globalization;
using TcpVet.Linux;
using TcpVet.Linux.Filters;
using TcpVet.Linux.Owners;
using TcpVet.Model;

namespace TcpVet.Operations.Look;

/// <summary>Tells what a word is that names no command.</summary>
public static class WordReader
{
    /// <summary>True when <see cref="Read"/> would know the word on this host.</summary>
    public static bool Knows(string word, LiveHost host) => Syntactic(word) is not null || IsNumber(word) || Running(host, word);

    /// <summary>Reads a word.</summary>
    /// <param name="word">As it was typed.</param>
    /// <param name="runs">Whether a process has this pid or this name, where the sockets are looked at.</param>
    /// <exception cref="RequestException">It names nothing.</exception>
    public static WordSubject Read(string word, Func<string, bool> runs)
    {
        if (Syntactic(word) is { } subject)
        {
            return subject;
        }

        if (runs(word))
        {
            int? pid = IsNumber(word) ? int.Parse(word, CultureInfo.InvariantCulture) : null;
            string? hint = IsPort(word) ? $"{word} is taken as a process; a port is written :{word}" : null;
            return new WordSubject(WordKind.Process, word, ["process", "=", FilterSyntax.Escape(word)]) { Pid = pid, Hint = hint };
        }

        return IsPort(word)
            ? OfPort(word) with { Hint = $"no process has the number {word}: taken as the port :{word}" }
            : throw new RequestException(IsNumber(word)
                ? $"no process has the number {word}, and no port is so high"
                : $"'{word}' is no command, no state, no address, and no process has this name; 'tcpvet --help' lists the commands");
    }

    /// <summary>Whether a live process has this pid or this name.</summary>
    public static bool Running(LiveHost host, string word)
    {
        ProcessPattern pattern = ProcessPattern.Parse(word);
        ProcessTable processes = new(host.Root);
        if (pattern.Pid is { } pid)
        {
            return processes.NameOf(pid) is not null;
        }

        foreach (int each in host.Processes())
        {
            if (processes.NameOf(each) is { } name && pattern.Matches(each, name))
            {
                return true;
            }
        }

        return false;
    }

    private static WordSubject? Syntactic(string word)
    {
        if (word.Length == 0 || word.Length > 128)
        {
            return null;
        }

        if (TcpStateNames.TryParse(word, out TcpState state, out string? hint))
        {
            return new WordSubject(WordKind.State, word, ["state", state.Name().ToLowerInvariant()]) { State = state, Hint = hint };
        }

        if (BareEnd.IsPort(word))
        {
            return OfPort(word.TrimStart('*')[1..]);
        }

        return BareEnd.Address(word) is { } address ? new WordSubject(WordKind.Host, word, ["host", word]) { Address = address } : null;
    }

    private static WordSubject OfPort(string port) => new(WordKind.Port, $":{port}", ["port", "=", $":{port}"])
    {
        Port = ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) ? number : null,
    };

    private static bool IsNumber(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0;

    private static bool IsPort(string word) =>
        ushort.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0;
}
