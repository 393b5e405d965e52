namespace TcpVet.Cli.Habits;

/// <summary>Lines of other tools than ss, netstat and lsof, and words that programs of this kind commonly have.</summary>
internal static class OtherTools
{
    /// <summary>Translates a line.</summary>
    /// <param name="tool">Its first word.</param>
    /// <param name="words">The words behind it.</param>
    /// <returns>Null when the tool is none that is known here.</returns>
    /// <exception cref="RequestException">It is known, and what it asks for is named instead of done.</exception>
    public static Habit? Translate(string tool, IReadOnlyList<string> words) => tool switch
    {
        "help" => Help(words),
        "version" => new Habit(["--version"], []),
        "top" or "htop" or "watch" => Top(tool, words),
        "kill" or "killall" or "pkill" or "tcpkill" => throw Kill(tool, words),
        "fuser" => Fuser(words),
        "telnet" or "nc" or "ncat" or "netcat" => Netcat(tool, words),
        "ping" => throw new RequestException(
            $"ping: 'tcpvet probe {Host(words)}:PORT' asks a port whether it answers, and says who refuses; ping itself asks the host alone"),
        "tcpdump" or "tcpstates" or "tcplife" => throw new RequestException(
            $"{tool}: 'tcpvet trace' shows every change of state, 'tcpvet trace --lives' each finished connection; tcpvet captures no packets"),
        "nstat" => throw new RequestException("nstat: 'tcpvet' judges the counters; 'tcpvet explain COUNTER' says what one means"),
        "sysctl" => throw Sysctl(words),
        _ => null,
    };

    // "help list" is "list --help"; "help TIME_WAIT" asks for an explanation.
    private static Habit Help(IReadOnlyList<string> words)
    {
        bool command = words.Count == 0 || Commands.CommandTree.Create().Subcommands.Any(sub => sub.Name == words[0]);
        return new Habit(command ? [.. words, "--help"] : ["explain", .. words], []);
    }

    private static Habit Top(string tool, IReadOnlyList<string> words) => words.Count == 0
        ? new Habit(["checkup", "--watch"], [])
        : throw new RequestException($"{tool}: 'tcpvet checkup --watch' goes on and writes what appears and clears; 'tcpvet checkup --help' has its options");

    private static RequestException Kill(string tool, IReadOnlyList<string> words)
    {
        string[] meant = [.. words.Where(word => !word.StartsWith('-'))];
        if (meant.Length == 1 && int.TryParse(meant[0], out int pid) && pid > 0)
        {
            return new($"{tool}: tcpvet ends no process; 'kill {pid}' does, 'tcpvet close process = {pid}' closes its connections, after asking");
        }

        string filter = meant.Length == 0 ? "FILTER" : string.Join(' ', meant);
        return new($"{tool}: did you mean 'tcpvet close {filter}'? It destroys connections, after asking; processes are ended by kill(1)");
    }

    // fuser(1) of psmisc: 80/tcp, or -n tcp 80; the local port alone.
    private static Habit Fuser(IReadOnlyList<string> words)
    {
        HabitBuilder line = new();
        line.Letter('a');
        line.Letter('p');
        ToolWords read = new("fuser", words, "nN", new Dictionary<string, string>(StringComparer.Ordinal));
        string? space = null;
        while (read.Next() is { } option)
        {
            switch (option)
            {
                case "-n":
                    space = read.Value();
                    break;
                case "-4" or "-6":
                    line.Letter(option[1]);
                    break;
                case "-k":
                    throw new RequestException("fuser -k: tcpvet ends no process; 'tcpvet :PORT' names it, kill(1) ends it, 'tcpvet close :PORT' closes connections");
                default:
                    break;
            }
        }

        foreach (string word in read.Operands)
        {
            string[] parts = space is null ? word.Split('/') : [word, space];
            if (parts is not [{ Length: > 0 } port, "tcp" or "udp"])
            {
                throw new RequestException($"fuser {word}: tcpvet examines sockets, not files; a port is written 80/tcp");
            }

            line.Letter(parts[1][0]);
            line.Where("sport", "=", $":{port}");
        }

        return read.Operands.Count > 0 ? line.To("list", "tuap46")
            : throw new RequestException("fuser: a port is missing: 'tcpvet fuser 80/tcp', which is 'tcpvet list -tap sport = :80'");
    }

    private static Habit Netcat(string tool, IReadOnlyList<string> words)
    {
        ToolWords read = new(tool, words, "wipqsXxIO", new Dictionary<string, string>(StringComparer.Ordinal));
        bool udp = false;
        while (read.Next() is { } option)
        {
            switch (option)
            {
                case "-u":
                    udp = true;
                    break;
                case "-l":
                    throw new RequestException($"{tool} -l: tcpvet opens no port; 'tcpvet lab' makes sockets to look at");
                case "-w" or "-i" or "-p" or "-q" or "-s" or "-X" or "-x" or "-I" or "-O":
                    _ = read.Value();
                    break;
                default:
                    break;
            }
        }

        return read.Operands is [{ } host, { } ports]
            ? new Habit(["probe", $"{(udp ? "udp://" : "")}{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{ports}"], [])
            : throw new RequestException($"{tool}: expected HOST PORT, which is 'tcpvet probe HOST:PORT'");
    }

    private static RequestException Sysctl(IReadOnlyList<string> words)
    {
        string? key = words.FirstOrDefault(word => !word.StartsWith('-'));
        int equals = key?.IndexOf('=', StringComparison.Ordinal) ?? -1;
        return key is null ? new("sysctl: 'tcpvet lint --live' judges what this host reads; 'tcpvet explain KEY' says what a setting means")
            : equals > 0 ? new("sysctl -w: 'tcpvet tune apply --file FILE' changes settings, and takes them back unless you confirm")
            : new($"sysctl: 'tcpvet explain {key}' says what it means; 'tcpvet lint --live' judges what this host reads");
    }

    private static string Host(IReadOnlyList<string> words) => words.LastOrDefault(word => !word.StartsWith('-')) is { } host ? host : "HOST";
}
