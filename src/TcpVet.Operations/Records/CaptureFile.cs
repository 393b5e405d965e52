using System.IO.Compression;
using System.Runtime.InteropServices;
using TcpVet.Linux.Durable;
using TcpVet.Linux.Interop;

namespace TcpVet.Operations.Records;

/// <summary>
/// Writes a capture to a file. A reader sees the old file or the new one, never half of it; only the user may read it, since it
/// names hosts and processes.
/// </summary>
public static class CaptureFile
{
    private const uint OwnerOnly = 0x180; // 0600

    /// <summary>Writes the record, compressed when the name ends in <c>.gz</c>.</summary>
    /// <exception cref="ObservationException">It cannot be written there.</exception>
    public static void Write(string path, byte[] json)
    {
        try
        {
            using OutputPlace place = OutputPlace.Find(path);
            bool compressed = place.Name.EndsWith(".gz", StringComparison.Ordinal);
            if (place.IsSpecial)
            {
                // /dev/null, /dev/stdout, a FIFO: to be written to, and not to be replaced by a file.
                using FileStream special = new(place.OpenSpecial(), FileAccess.Write, bufferSize: 0);
                WriteTo(special, json, compressed);
                return;
            }

            // What a link leads to is replaced, not the link; where there is nothing, there is no link to follow.
            Replace(place, json, compressed);
        }
        catch (KernelException exception)
        {
            throw new ObservationException(exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ObservationException($"write {path}: {exception.Message}");
        }
    }

    private static void Replace(OutputPlace place, byte[] json, bool compressed)
    {
        string draft = $"{place.Name}.{Environment.ProcessId}.tmp";
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
            place.Replace(draft);
        }
        catch
        {
            place.Remove(draft);
            throw;
        }

        FileStream Create()
        {
            lock (gate)
            {
                FileStream created = ending
                    ? throw new OperationCanceledException()
                    : new FileStream(place.Create(draft, OwnerOnly), FileAccess.Write, bufferSize: 4096);
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
                    place.Remove(draft);
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
