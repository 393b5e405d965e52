using System.CommandLine;
using System.IO.Compression;
using TcpVet.Cli.Output;
using TcpVet.Linux.Interop;
using TcpVet.Model;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet capture FILE</c>: record what a check-up sees, to replay it anywhere with <c>--from</c>.</summary>
internal static class CaptureCommand
{
    private const int StandardLimit = 100_000;

    private static readonly Argument<string> File = new("FILE") { Description = "Where to write; '-' for standard output; a name that ends in .gz is compressed" };

    private static readonly Option<TimeSpan?> Interval =
        CommonOptions.Duration("--interval", "The time between the two readings; 0 for one reading (default 1s)");

    private static readonly Option<int?> MaxSockets =
        CommonOptions.PositiveNumber("--max-sockets", $"Record so many sockets at the most (default {StandardLimit}); the record says how many it left out");

    private static readonly Option<bool> NoSockets = new("--no-sockets") { Description = "Record only what a check-up needs, not the sockets themselves" };

    public static Command Create()
    {
        Command command = new("capture", "Record what a check-up sees; --from FILE replays it anywhere") { File, Interval, MaxSockets, NoSockets };
        command.Add(CommonOptions.Netns);
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        string path = parse.GetRequiredValue(File);
        int sockets = parse.GetValue(NoSockets) ? 0 : parse.GetValue(MaxSockets) ?? StandardLimit;
        Capture capture = CheckupCommand.Take(parse, parse.GetValue(Interval) ?? CheckupCommand.StandardInterval, sockets);
        byte[] json = CaptureJson.Write(capture);
        if (path == "-")
        {
            using Utf8Output output = Utf8Output.Standard();
            output.Text(json).EndLine().Flush();
            return ExitStatus.Done;
        }

        WriteTo(path, json);
        long recorded = capture.Namespaces.Sum(netns => netns.Sockets?.Count ?? 0);
        long leftOut = capture.Namespaces.Sum(netns => netns.Sockets?.LeftOut ?? 0);
        string left = leftOut > 0 ? $", {leftOut} left out (--max-sockets)" : "";
        Messages.Warn($"wrote {SafeText.Escape(path)}: {Quantity.Of(capture.Namespaces.Count, "network namespace")}, {Quantity.Of(recorded, "socket")}{left}; it names addresses and processes of this host, so look before you share it");
        return ExitStatus.Done;
    }

    private static void WriteTo(string path, byte[] json)
    {
        string full = Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new ObservationException($"capture: {path}: there is no such folder");
        }

        try
        {
            if (FileKind.IsSpecial(full))
            {
                // A device or a pipe is written to; a rename would put a file in its place.
                using FileStream special = new(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                WriteTo(special, full, json);
            }
            else
            {
                WriteAtomically(new FileInfo(full) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : full, json);
            }
        }
        catch (UnauthorizedAccessException)
        {
            throw new ObservationException($"capture: {path}: {(Directory.Exists(full) ? "is a folder" : "may not be written by this user")}");
        }
        catch (IOException exception)
        {
            throw new ObservationException($"capture: {path}: {exception.Message}");
        }
    }

    // A reader sees the old file or the new one, never half of it; only the user may read it, since it names hosts and processes.
    private static void WriteAtomically(string full, byte[] json)
    {
        string draft = $"{full}.{Environment.ProcessId}.tmp";
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        try
        {
            using (FileStream stream = new(draft, options))
            {
                WriteTo(stream, full, json);
                stream.Flush(flushToDisk: true);
            }

            System.IO.File.Move(draft, full, overwrite: true);
        }
        catch
        {
            System.IO.File.Delete(draft);
            throw;
        }
    }

    private static void WriteTo(FileStream stream, string name, byte[] json)
    {
        if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using GZipStream compressed = new(stream, CompressionLevel.Optimal, leaveOpen: true);
            compressed.Write(json);
        }
        else
        {
            stream.Write(json);
        }
    }
}
