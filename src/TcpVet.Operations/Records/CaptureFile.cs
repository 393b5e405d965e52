using System.IO.Compression;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;

namespace TcpVet.Operations.Records;

/// <summary>
/// Writes a capture to a file. A reader sees the old file or the new one, never half of it; only the user may read it, since it
/// names hosts and processes.
/// </summary>
public static class CaptureFile
{
    /// <summary>Writes the record, compressed when the name ends in <c>.gz</c>.</summary>
    /// <exception cref="ObservationException">It cannot be written there.</exception>
    public static void Write(string path, byte[] json)
    {
        try
        {
            string full = Path.GetFullPath(path);
            bool compressed = full.EndsWith(".gz", StringComparison.Ordinal);
            if (FileKind.IsSpecial(full))
            {
                // /dev/null, /dev/stdout, a FIFO: to be written to, and not to be replaced by a file.
                using FileStream special = new(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                WriteTo(special, json, compressed);
                return;
            }

            // What a link leads to is replaced, not the link; where there is nothing, there is no link to follow.
            FileInfo named = new(full);
            string target = named.LinkTarget is null ? full : named.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
            Replace(target, json, compressed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ObservationException($"write {path}: {exception.Message}");
        }
    }

    private static void Replace(string target, byte[] json, bool compressed)
    {
        string draft = $"{target}.{Environment.ProcessId}.tmp";
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        // No way out leaves the draft behind: a signal removes it, or comes before it is made and keeps it from being made.
        Lock gate = new();
        bool made = false;
        bool ending = false;
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Remove);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Remove);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Remove);
        using FileStream stream = Create();
        try
        {
            WriteTo(stream, json, compressed);
            stream.Flush(flushToDisk: true);
            File.Move(draft, target, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }

        FileStream Create()
        {
            lock (gate)
            {
                FileStream created = ending ? throw new OperationCanceledException() : new FileStream(draft, options);
                made = true;
                return created;
            }
        }

        void Remove(PosixSignalContext signal)
        {
            lock (gate)
            {
                ending = true;
                if (made)
                {
                    File.Delete(draft);
                }
            }
        }
    }

    private static void WriteTo(FileStream stream, byte[] json, bool compressed)
    {
        if (!compressed)
        {
            stream.Write(json);
            return;
        }

        using GZipStream gzip = new(stream, CompressionLevel.Optimal, leaveOpen: true);
        gzip.Write(json);
    }
}
