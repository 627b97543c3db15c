using Kata.Checking;
using NUnit.Framework;

namespace Kata.Tests.Checking;

public class RoomTests
{
    private bool isBusy;

    [Test]
    public void There_is_room_for_so_many_and_for_another_when_one_leaves()
    {
        isBusy = false;
        var room = NewRoom();
        var inside = Enter(room, 3);
        var next = room.Enter();
        Assert.That(next.IsCompleted, Is.False);

        inside[0].Dispose();

        Assert.That(() => next.IsCompleted, Is.True.After(5000, 5));
    }

    [Test]
    public void There_is_less_room_while_the_machine_is_busy()
    {
        isBusy = true;
        var room = NewRoom();
        var only = Enter(room, 1);
        var next = room.Enter();
        Assert.That(next.IsCompleted, Is.False);

        only[0].Dispose();

        Assert.That(() => next.IsCompleted, Is.True.After(5000, 5));
    }

    [Test]
    public void One_who_is_alone_waits_for_those_inside_and_those_behind_wait_for_him()
    {
        isBusy = false;
        var room = NewRoom();
        var inside = Enter(room, 2);
        var alone = room.Enter(alone: true);
        var behind = room.Enter();
        inside[0].Dispose();
        Assert.That((alone.IsCompleted, behind.IsCompleted), Is.EqualTo((false, false)));

        inside[1].Dispose();
        Assert.That(() => alone.IsCompleted, Is.True.After(5000, 5));
        Assert.That(behind.IsCompleted, Is.False);

        alone.Result.Dispose();
        Assert.That(() => behind.IsCompleted, Is.True.After(5000, 5));
    }

    [Test]
    public void To_leave_twice_makes_no_room_twice()
    {
        isBusy = false;
        var room = NewRoom();
        var inside = Enter(room, 3);
        inside[0].Dispose();
        inside[0].Dispose();

        Enter(room, 1);

        Assert.That(room.Enter().IsCompleted, Is.False);
    }

    private Room NewRoom() => new(places: 3, few: 1, () => isBusy);

    private static IDisposable[] Enter(Room room, int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => room.Enter())).GetAwaiter().GetResult();
}
