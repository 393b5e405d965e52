using System.Runtime.InteropServices;
using TcpVet.Lab;
using TcpVet.Lab.Staging;
using TcpVet.Model;

namespace TcpVet.Cli.Lab;

/// <summary>One scenario from its making to its end, whatever ends it: a command inside, a time, Ctrl-C or a signal.</summary>
internal sealed class LabSession(Screen screen, Scenario scenario, int count, string program) : IDisposable
{
    // signal(7): the same on every architecture that .NET runs on.
    private const int SIGHUP = 1, SIGINT = 2, SIGTERM = 15;

    private readonly Lock gate = new();
    private readonly CancellationTokenSource stopping = new();
    private ForegroundProcess? command;

    /// <summary>Makes the scenario and waits for its end.</summary>
    /// <param name="hold">How long; null for until Ctrl-C.</param>
    public int Wait(TimeSpan? hold)
    {
        return Play(stage =>
        {
            Tell(stage, toOutput: true, hold);
            CancellationToken token = stopping.Token;
            long limit = hold is { } time ? Environment.TickCount64 + (long)time.TotalMilliseconds : long.MaxValue;
            while (Environment.TickCount64 < limit && !token.WaitHandle.WaitOne((int)Math.Clamp(limit - Environment.TickCount64, 0, 500)))
            {
                if (stage.Failure is { } failure)
                {
                    throw failure;
                }
            }

            return ExitStatus.Done;
        });
    }

    /// <summary>Makes the scenario and runs a command inside.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="words">Its words.</param>
    /// <param name="wait">Whether to wait first until the scenario can be seen.</param>
    /// <returns>The command's exit status.</returns>
    public int Execute(string path, IReadOnlyList<string> words, bool wait)
    {
        return Play(stage =>
        {
            Tell(stage, toOutput: false, hold: null);
            if (wait)
            {
                Ripen();
            }

            ForegroundProcess started;
            lock (gate)
            {
                stopping.Token.ThrowIfCancellationRequested();
                started = command = ForegroundProcess.Start(stage.Here, path, words);
            }

            int status = started.Wait();
            lock (gate)
            {
                command = null;
            }

            return status;
        });
    }

    public void Dispose() => stopping.Dispose();

    private int Play(Func<Stage, int> play)
    {
        using PosixSignalRegistration interrupt =
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, HasTerminal ? null : SIGINT));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, SIGTERM));
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Stop(context, SIGHUP));
        try
        {
            using Stage stage =
                new(new StageOptions { Program = program, Count = count, Stopping = stopping.Token, Progress = Messages.Write });
            scenario.Make(stage);
            stopping.Token.ThrowIfCancellationRequested();
            return play(stage);
        }
        catch (LabException exception) when (stopping.IsCancellationRequested)
        {
            // Ctrl-C reaches the tools as well that a scenario is made with: what they could not do then is no failure.
            throw new OperationCanceledException("stopped", exception);
        }
    }

    private static bool HasTerminal
    {
        get
        {
            try
            {
                // ENXIO without a controlling terminal (tty(4)).
                using Microsoft.Win32.SafeHandles.SafeFileHandle terminal = File.OpenHandle("/dev/tty");
                return true;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    // The terminal sends Ctrl-C to the command as well: what it makes of it is its own affair, the stage ends with it.
    private void Stop(PosixSignalContext context, int? passOn)
    {
        context.Cancel = true;
        lock (gate)
        {
            if (command is null)
            {
                stopping.Cancel();
            }
            else if (passOn is { } signal)
            {
                command.Signal(signal);
            }
        }
    }

    private void Ripen()
    {
        bool shown = !Console.IsErrorRedirected;
        long until = Environment.TickCount64 + (long)scenario.Ripens.TotalMilliseconds;
        for (long left = until - Environment.TickCount64; left > 0; left = until - Environment.TickCount64)
        {
            if (shown)
            {
                Messages.Show($"\r\e[Kripe in {Durations.Short(left)}");
            }

            if (stopping.Token.WaitHandle.WaitOne((int)Math.Min(left, 1000)))
            {
                break;
            }
        }

        if (shown)
        {
            Messages.Show("\r\e[K");
        }

        stopping.Token.ThrowIfCancellationRequested();
    }

    private void Tell(Stage stage, bool toOutput, TimeSpan? hold)
    {
        foreach (string line in LabAccount.Of(scenario, stage, holds: toOutput, hold))
        {
            if (toOutput)
            {
                screen.Out.Line(line);
            }
            else
            {
                Messages.Write(line);
            }
        }

        screen.Out.Flush();
    }
}
