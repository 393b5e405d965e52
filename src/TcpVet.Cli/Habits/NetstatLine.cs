namespace TcpVet.Cli.Habits;

/// <summary>A line of netstat(8) of net-tools as a line of tcpvet; the options are those of its netstat.c <c>longopts</c>.</summary>
internal static class NetstatLine
{
    private static readonly Dictionary<string, string> LongOptions = new(StringComparer.Ordinal)
    {
        ["--all"] = "-a", ["--listening"] = "-l", ["--numeric"] = "-n", ["--numeric-hosts"] = "-n", ["--numeric-ports"] = "-n",
        ["--numeric-users"] = "-n", ["--programs"] = "-p", ["--program"] = "-p", ["--tcp"] = "-t", ["--udp"] = "-u", ["--timers"] = "-o",
        ["--extend"] = "-e", ["--continuous"] = "-c", ["--route"] = "-r", ["--interfaces"] = "-i", ["--statistics"] = "-s",
        ["--groups"] = "-g", ["--masquerade"] = "-M", ["--wide"] = "-W", ["--verbose"] = "-v", ["--unix"] = "-x", ["--raw"] = "-w",
        ["--udplite"] = "-U", ["--sctp"] = "-S", ["--inet"] = "-4", ["--ip"] = "-4", ["--inet6"] = "-6", ["--symbolic"] = "-N",
        ["--cache"] = "-C", ["--fib"] = "-F", ["--protocol"] = "-A", ["--help"] = "-h", ["--version"] = "-V", ["--l2cap"] = "-2",
    };

    /// <summary>Translates.</summary>
    /// <param name="words">What stands behind <c>netstat</c>.</param>
    /// <exception cref="RequestException">Nothing here does what the line asks for.</exception>
    public static Habit Translate(IReadOnlyList<string> words)
    {
        HabitBuilder line = new();
        ToolWords read = new("netstat", words, "A", LongOptions);
        bool others = false;
        while (read.Next() is { } option)
        {
            switch (option)
            {
                case "-n" or "-W" or "-v" or "-N":
                    break;
                case "-a" or "-l" or "-p" or "-t" or "-u" or "-4" or "-6":
                    line.Letter(option[1]);
                    break;
                case "-o" or "-e":
                    line.Letter('e');
                    break;
                case "-x" or "-w" or "-U" or "-S" or "-2":
                    others = true;
                    line.Without($"{option}: sockets that are neither TCP nor UDP are not shown");
                    break;
                case "-A":
                    line.Letter(read.Value() is "inet6" ? '6' : '4');
                    break;
                case "-c":
                    line.Without("-c: listed once; 'tcpvet trace' shows every change, 'tcpvet checkup --watch' what appears and clears");
                    break;
                default:
                    return Other(option);
            }
        }

        if (read.Operands is [string stray, ..])
        {
            throw new RequestException($"netstat: '{stray}' is one word too many; 'tcpvet list FILTER' has a filter");
        }

        if (others && !line.Has('t') && !line.Has('u'))
        {
            throw new RequestException("netstat: tcpvet examines TCP and UDP sockets; for other kinds ask netstat or ss itself");
        }

        if (!line.Has('t') && !line.Has('u'))
        {
            line.Letter('t');
            line.Letter('u');
        }

        // Without -a and -l netstat leaves out what listens alone (netstat.c tcp_do_one); TIME_WAIT and SYN_RECV are shown.
        if (!line.Has('a') && !line.Has('l'))
        {
            line.Where("state", "connected");
        }

        return line.To("list", "tulape46");
    }

    private static Habit Other(string option) => option switch
    {
        "-s" => throw new RequestException("netstat -s: 'tcpvet' judges the counters; 'tcpvet explain COUNTER' says what one means, 'nstat -az' prints them"),
        "-r" or "-F" or "-C" => throw new RequestException("netstat -r: tcpvet examines sockets; 'ip route' shows the routes"),
        "-i" => throw new RequestException("netstat -i: tcpvet examines sockets; 'ip -s link' shows the interfaces"),
        "-g" => throw new RequestException("netstat -g: tcpvet examines sockets; 'ip maddr' shows the groups"),
        "-M" => throw new RequestException("netstat -M: tcpvet examines sockets; 'conntrack -L' shows what the firewall tracks"),
        "-h" => new Habit(["list", "--help"], []),
        "-V" => new Habit(["--version"], []),
        _ => throw new RequestException($"netstat: unknown option '{option}'; 'tcpvet list --help' has what tcpvet lists"),
    };
}
