using System.CommandLine;
using TcpVet.Linux;
using TcpVet.Model;
using TcpVet.Operations.Checkup;
using TcpVet.Operations.Records;
using TcpVet.Operations.Redaction;
using TcpVet.Reports.Checkup;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet capture FILE</c>: record what a check-up sees, to replay it anywhere with <c>--from</c>.</summary>
internal static class CaptureCommand
{
    private const int StandardLimit = 100_000;

    private static readonly Argument<string> File = new("FILE")
    {
        Description = "Where to write; '-' for standard output; a name that ends in .gz is compressed",
    };

    private static readonly Option<int?> MaxSockets =
        CommonOptions.PositiveNumber(
            "--max-sockets", $"Record so many sockets at the most, of all namespaces together (default {StandardLimit}, at most {RecordedSockets.MostSockets}); the record says how many it left out");

    private static readonly Option<bool> NoSockets = new("--no-sockets")
    {
        Description = "Record only what a check-up needs, not the sockets themselves",
    };

    public static Command Create()
    {
        Command command = new("capture", "Record what a check-up sees; --from FILE replays it anywhere")
        {
            File, CheckupOptions.Interval, CheckupOptions.Samples, CheckupOptions.Trace, CheckupOptions.NoTrace, MaxSockets, NoSockets,
        };
        command.Add(CheckupOptions.Bind);
        command.Add(CheckupOptions.Config);
        command.Add(CheckupOptions.Set);
        command.Add(CommonOptions.Netns);
        command.Add(CommonOptions.From);
        command.Add(CheckupOptions.Redact);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        string path = parse.GetRequiredValue(File) is { Length: > 0 } named ? named
            : throw new RequestException("capture: the name of the file is empty");
        if (path.Length > 1 && path[0] == '-')
        {
            throw new RequestException(Mistake.UnknownOption(path, parse.CommandResult.Command));
        }

        int sockets = parse.GetValue(NoSockets) ? 0 : parse.GetValue(MaxSockets) ?? StandardLimit;
        if (sockets > RecordedSockets.MostSockets)
        {
            throw new RequestException($"--max-sockets: at most {RecordedSockets.MostSockets}, found '{sockets}'");
        }

        Capture taken = parse.GetValue(CommonOptions.From) is { } record ? Recorded(record)
            : Take(HostedInvocation.HostOf(parse), CheckupRequests.Recording(parse, Spoken.Notices()) with { RecordSockets = sockets });
        bool redacted = parse.GetValue(CheckupOptions.Redact);
        Capture capture = redacted ? CaptureRedaction.Of(taken) : taken;
        byte[] json = CaptureJson.Write(capture);
        if (json.Length > CaptureJson.MostBytes)
        {
            throw new RequestException(
                $"capture: the record would be longer than {CaptureJson.MostBytes >> 20} MiB and could not be read again: ask for fewer sockets (--max-sockets) or namespaces (--netns)");
        }

        // The path of standard output would lead past a descriptor that the caller has closed.
        if (path is "-" or "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1")
        {
            using Utf8Output output = StandardOutput.Open();
            output.Text(json).EndLine().Flush();
            return ExitStatus.Done;
        }

        CaptureFile.Write(path, json);
        long recorded = capture.Namespaces.Sum(netns => netns.Sockets?.Count ?? 0);
        long leftOut = capture.Namespaces.Sum(netns => netns.Sockets?.LeftOut ?? 0);
        string left = leftOut > 0 ? $", {leftOut} left out (--max-sockets)" : "";
        string held = $"{Quantity.Of(capture.Namespaces.Count, "network namespace")}, {Quantity.Of(recorded, "socket")}{left}";
        string names = redacted ? "stand-ins for addresses and names; ports, numbers and times are as they were"
            : "it names addresses and processes of this host, so look before you share it (--redact)";
        Messages.Warn($"wrote {SafeText.Escape(path)}: {held}; {names}");
        if (StandardOutput.From(parse) is { IsText: false } screen)
        {
            screen.Show(new CaptureFileReport(path, capture.Namespaces.Count, recorded, leftOut).Report());
        }

        return ExitStatus.Done;
    }

    private static Capture Recorded(FileInfo record) => RecordFile.Read(record) ?? throw new RequestException(
        "capture: a raw dump (--from) holds sockets alone; it takes a capture ('tcpvet capture FILE')");

    private static Capture Take(LiveHost host, CaptureRequest request)
    {
        using Interruption interruption = new();
        using WaitLine wait = new(request.Lasts);
        return LiveCapture.Take(host, request, wait.Notices(), interruption.Token);
    }
}
