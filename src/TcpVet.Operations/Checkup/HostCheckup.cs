using TcpVet.Linux;
using TcpVet.Linux.Interop;
using TcpVet.Model;
using TcpVet.Operations.Records;
using TcpVet.Operations.Redaction;
using TcpVet.Rules.Engine;

namespace TcpVet.Operations.Checkup;

/// <summary>Examines a host, or the record of one.</summary>
public static class HostCheckup
{
    /// <summary>Takes the facts and asks the rules.</summary>
    /// <param name="host">The live host.</param>
    /// <param name="request">What to look at and to ask.</param>
    /// <param name="notices">Hears what could not be looked at, and how long the waiting lasts.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="RequestException">The record cannot be used.</exception>
    /// <exception cref="CaptureFormatException">The record looks like a capture and is none.</exception>
    /// <exception cref="KernelException">The kernel refuses what was asked for.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CheckupAnswer Run(LiveHost host, CheckupRequest request, Notices notices, CancellationToken cancellation)
    {
        Capture taken = request.Record is { } file ? Recorded(file) : LiveCapture.Take(host, request.Capture, notices, cancellation);
        Capture capture = request.Redacted ? CaptureRedaction.Of(taken) : taken;
        Diagnosis diagnosis = Diagnoser.Diagnose(request, capture, notices);
        return new CheckupAnswer(capture, diagnosis, request.Settings, Replayed: request.Record is not null);
    }

    private static Capture Recorded(FileInfo file) => RecordFile.Read(file) ?? throw new RequestException(
        "checkup: a raw dump (--from, TCPDIAG_FILE) holds sockets and no counters or settings; a check-up needs a capture ('tcpvet capture FILE')");
}
