namespace TcpVet.Cli.Habits;

/// <summary>
/// A line of ss(8) as a line of tcpvet. The options are those of iproute2 misc/ss.c <c>long_opts</c> and its getopt string; the filter is
/// the same language and goes on as it is.
/// </summary>
internal static class SsLine
{
    private const string Letters = "tulapeimrHO46";

    private static readonly Dictionary<string, string> LongOptions = new(StringComparer.Ordinal)
    {
        ["--numeric"] = "-n", ["--resolve"] = "-r", ["--all"] = "-a", ["--listening"] = "-l", ["--options"] = "-o", ["--extended"] = "-e",
        ["--memory"] = "-m", ["--processes"] = "-p", ["--threads"] = "-T", ["--info"] = "-i", ["--summary"] = "-s", ["--events"] = "-E",
        ["--net"] = "-N", ["--ipv4"] = "-4", ["--ipv6"] = "-6", ["--packet"] = "-0", ["--tcp"] = "-t", ["--mptcp"] = "-M", ["--sctp"] = "-S",
        ["--udp"] = "-u", ["--dccp"] = "-d", ["--raw"] = "-w", ["--unix"] = "-x", ["--family"] = "-f", ["--kill"] = "-K",
        ["--no-header"] = "-H", ["--oneline"] = "-O", ["--query"] = "-A", ["--socket"] = "-A", ["--diag"] = "-D", ["--filter"] = "-F",
        ["--context"] = "-Z", ["--contexts"] = "-z", ["--bpf"] = "-b", ["--help"] = "-h", ["--version"] = "-V", ["--cgroup"] = "-e",
        ["--tos"] = "--tos", ["--inet-sockopt"] = "--inet-sockopt", ["--tipc"] = "--tipc", ["--vsock"] = "--vsock", ["--xdp"] = "--xdp",
        ["--tipcinfo"] = "--tipcinfo",
    };

    /// <summary>Translates.</summary>
    /// <param name="words">What stands behind <c>ss</c>.</param>
    /// <exception cref="RequestException">Nothing here does what the line asks for.</exception>
    public static Habit Translate(IReadOnlyList<string> words)
    {
        Reading line = new();
        ToolWords read = new("ss", words, "fADFN", LongOptions);
        while (read.Next() is { } option)
        {
            line.Take(option, read);
        }

        foreach (string word in read.Operands)
        {
            line.Builder.Filter(word);
        }

        return line.Habit();
    }

    private sealed class Reading
    {
        private string command = "list";
        private bool family;
        private bool others;

        public HabitBuilder Builder { get; } = new();

        public void Take(string option, ToolWords read)
        {
            switch (option)
            {
                case "-n":
                    break;
                case "-o":
                    Builder.Letter('e');
                    break;
                case "-T":
                    Builder.Letter('p');
                    Builder.Without("-T: processes are named, their threads are not told apart");
                    break;
                case "-t" or "-u" or "-4" or "-6" or "-a" or "-l" or "-p" or "-e" or "-i" or "-m" or "-r" or "-H" or "-O":
                    Builder.Letter(option[1]);
                    break;
                case "-s" or "-K" or "-E" or "-h" or "-V":
                    command = option switch { "-s" => "states", "-K" => "close", "-E" => "trace", "-h" => "help", _ => "version" };
                    break;
                case "-N":
                    Builder.Option("-N", read.Value());
                    break;
                case "-f":
                    Family(read.Value());
                    break;
                case "-A":
                    Query(read.Value());
                    break;
                case "-D":
                    throw new RequestException($"ss -D: 'tcpvet capture {read.Value()}' records sockets, counters and settings; --from reads what either wrote");
                case "-F":
                    throw new RequestException("ss -F: tcpvet reads no filter from a file: write the filter behind the command, or \"$(cat FILE)\"");
                case "-x" or "-w" or "-0" or "-M" or "-S" or "-d" or "--tipc" or "--vsock" or "--xdp":
                    Other(option);
                    break;
                default:
                    Builder.Without($"{option}: not shown here");
                    break;
            }
        }

        public Habit Habit()
        {
            if (command is "help" or "version")
            {
                return new Habit(command == "help" ? ["list", "--help"] : ["--version"], []);
            }

            if (others && !Builder.Has('t') && !Builder.Has('u'))
            {
                throw new RequestException("ss: tcpvet examines TCP and UDP sockets; for other kinds ask ss itself");
            }

            // Without a kind of socket ss lists all of them (misc/ss.c main, do_default).
            if (!Builder.Has('t') && !Builder.Has('u') && command != "states")
            {
                Builder.Letter('t');
                Builder.Letter('u');
                if (!family && command == "list")
                {
                    Builder.Without("sockets that are neither TCP nor UDP are not shown");
                }
            }

            return Builder.To(command, command switch { "list" => Letters, "states" => "tu46", "trace" => "", _ => "tu46" });
        }

        private void Other(string option)
        {
            others = true;
            Builder.Without($"{option}: sockets that are neither TCP nor UDP are not shown");
        }

        private void Family(string word)
        {
            family = true;
            switch (word)
            {
                case "inet":
                    Builder.Letter('4');
                    break;
                case "inet6":
                    Builder.Letter('6');
                    break;
                default:
                    Other($"-f {word}");
                    break;
            }
        }

        private void Query(string list)
        {
            family = true;
            foreach (string word in list.Split(','))
            {
                switch (word)
                {
                    case "all" or "inet":
                        Builder.Letter('t');
                        Builder.Letter('u');
                        break;
                    case "tcp":
                        Builder.Letter('t');
                        break;
                    case "udp":
                        Builder.Letter('u');
                        break;
                    default:
                        Other($"-A {word}");
                        break;
                }
            }
        }
    }
}
