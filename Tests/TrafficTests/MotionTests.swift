import Base
import Demand
import Roads
import Testing
import Traffic

@Suite struct MotionTests {
    /// A crowded grid with corners, queues and parked ends, and its result.
    static func crowd(_ options: TrafficOptions = TrafficOptions()) throws
        -> (network: Network, plans: [PlannedTrip], result: TrafficResult)
    {
        let network = try Roadworks.grid(side: 9, restricted: 6)
        let plans = EngineTests.trips(network, count: 2400, over: 1800)
        let result = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 7200), options: options)
        return (network, plans, result)
    }

    /// What a ride at 10 Hz shows.
    struct Ride {
        var highest = 0.0
        var lowest = 0.0
        var gap = 0.0
        var sideways = 0.0
        var goesBack = false
        var relaxed = 0
        var rate = 0.0
    }

    static func ride(_ network: Network, _ result: TrafficResult, _ trip: Int, step: Int64 = 100)
        -> Ride
    {
        var motion = TripMotion(network: network, result: result, trip: trip)
        var ride = Ride()
        var before: MotionState?
        var time = result.enterMilliseconds[trip]
        while time <= result.exitMilliseconds[trip] {
            let now = motion.state(atMilliseconds: time)
            if let before {
                let seconds = Double(step) / 1000
                let change = Double(now.speed - before.speed) / seconds
                ride.highest = max(ride.highest, change)
                ride.lowest = min(ride.lowest, change)
                let mean = Double(now.speed + before.speed) / 2
                ride.gap = max(ride.gap, abs(now.distance - before.distance - mean * seconds))
                ride.goesBack = ride.goesBack || now.distance < before.distance - 1e-9
            }
            ride.sideways = max(ride.sideways, Double(abs(now.lateralAcceleration)))
            before = now
            time += step
        }
        ride.relaxed = motion.relaxedTraversals
        ride.rate = motion.highestRate
        return ride
    }

    @Test func `speed and position are continuous and within the driver's rates`() throws {
        let (network, _, result) = try Self.crowd()
        var traversals = 0
        var relaxed = 0
        for trip in stride(from: 0, to: result.count, by: 5) {
            let ride = Self.ride(network, result, trip)
            traversals += result.traversals(of: trip).count
            relaxed += ride.relaxed
            #expect(!ride.goesBack && ride.sideways < 4)
            guard ride.relaxed == 0 else { continue }
            #expect(ride.highest < 2.01 && ride.lowest > -2.51, "trip \(trip)")
            #expect(ride.gap < 0.03, "trip \(trip)")
        }
        #expect(relaxed == 0 && traversals > 2000)
    }

    @Test func `a trip starts and ends at rest and drives its metres`() throws {
        let (network, _, result) = try Self.crowd()
        for trip in 0..<result.count {
            var motion = TripMotion(network: network, result: result, trip: trip)
            let start = motion.state(atMilliseconds: result.enterMilliseconds[trip])
            let end = motion.state(atMilliseconds: result.exitMilliseconds[trip])
            #expect(start.speed == 0 && start.distance == 0)
            #expect(start.offset == result.originOffset[trip])
            #expect(end.speed == 0)
            #expect(abs(end.distance - Double(result.onMapMeters[trip])) < 0.05)
            #expect(abs(end.offset - result.destinationOffset[trip]) < 0.05)
        }
    }

    @Test func `every link is entered exactly at its time`() throws {
        let (network, _, result) = try Self.crowd()
        var exact = 0
        for trip in stride(from: 0, to: result.count, by: 3) {
            var motion = TripMotion(network: network, result: result, trip: trip)
            #expect(motion.largestShift < 4, "trip \(trip)")
            var traveled = -Double(result.originOffset[trip])
            for index in result.traversals(of: trip).dropFirst() {
                guard motion.largestShift == 0 else { continue }
                exact += 1
                let time = result.traversalEnterMilliseconds[index]
                let before = motion.state(atMilliseconds: time - 1)
                let now = motion.state(atMilliseconds: time)
                let length = network.linkLength[Int(result.traversalLink[index - 1])]
                traveled += Double(length)
                #expect(now.link.rawValue == result.traversalLink[index] && now.offset == 0)
                #expect(abs(now.distance - traveled) < 0.01)
                #expect(before.link.rawValue == result.traversalLink[index - 1])
                #expect(length - before.offset < 0.06, "trip \(trip) jumps to the node")
            }
        }
        #expect(exact > 1000)
    }

    @Test func `the integral of speed is the distance at 1 Hz too`() throws {
        let (network, _, result) = try Self.crowd()
        var whole = 0.0
        var integral = 0.0
        for trip in stride(from: 0, to: result.count, by: 10) {
            var motion = TripMotion(network: network, result: result, trip: trip)
            var time = result.enterMilliseconds[trip]
            while time <= result.exitMilliseconds[trip] {
                integral += Double(motion.state(atMilliseconds: time).speed)
                time += 1000
            }
            whole += Double(result.onMapMeters[trip])
        }
        #expect(abs(integral / whole - 1) < 0.005)
    }

    @Test func `samples do not depend on how often one looks`() throws {
        let (network, _, result) = try Self.crowd()
        for trip in [0, 100, 700] {
            var often = TripMotion(network: network, result: result, trip: trip)
            var seldom = TripMotion(network: network, result: result, trip: trip)
            let begin = result.enterMilliseconds[trip]
            for step in 0...Int((result.exitMilliseconds[trip] - begin) / 100) {
                let state = often.state(atMilliseconds: begin + Int64(step) * 100)
                guard step % 100 == 0 else { continue }
                #expect(seldom.state(atMilliseconds: begin + Int64(step) * 100) == state)
            }
        }
    }

    @Test func `a closed link end makes a car stand before it`() throws {
        let network = try Roadworks.chain([.init(length: 400), .init(length: 400)])
        var options = TrafficOptions()
        options.closures = [
            LinkClosure(link: LinkID(0), from: .zero, until: SimTime(seconds: 100))
        ]
        let result = try simulate(
            network: network, plans: [Roadworks.trip(0, at: 0, from: 0, to: 1, stop: 200)],
            until: SimTime(seconds: 500), options: options)
        var motion = TripMotion(network: network, result: result, trip: 0)
        let waiting = motion.state(atMilliseconds: 60_000)
        #expect(waiting.speed == 0 && waiting.link == LinkID(0))
        #expect(waiting.offset > 385 && waiting.offset < 400)
        let onTheWay = motion.state(atMilliseconds: 101_000)
        #expect(onTheWay.link == LinkID(1) && onTheWay.speed > 3)
        #expect(motion.relaxedTraversals == 0)
    }

    @Test func `who finds a short, fast link closed has braked before it`() throws {
        let pieces: [Roadworks.Piece] = [
            .init(length: 800, speed: 25), .init(length: 12, speed: 25),
            .init(length: 15, speed: 25), .init(length: 800, speed: 25),
        ]
        let network = try Roadworks.chain(pieces)
        for closed in 1..<3 {
            var options = TrafficOptions()
            options.closures = [
                LinkClosure(
                    link: LinkID(UInt32(closed)), from: .zero, until: SimTime(seconds: 55))
            ]
            let plans = (0..<6).map {
                Roadworks.trip($0, at: 4 * Double($0), from: 0, to: 3, stop: 700)
            }
            let result = try simulate(
                network: network, plans: plans, until: SimTime(seconds: 500), options: options)
            for trip in 0..<result.count {
                let ride = Self.ride(network, result, trip)
                #expect(ride.relaxed == 0, "trip \(trip), link \(closed)")
                #expect(ride.highest < 2.01 && ride.lowest > -2.51 && ride.gap < 0.03)
                let motion = TripMotion(network: network, result: result, trip: trip)
                #expect(motion.largestShift < 6)
            }
        }
    }

    @Test func `who comes over the border stops for a destination right behind it`() throws {
        let network = try Roadworks.chain([.init(length: 300, speed: 25)])
        var plan = Roadworks.trip(0, at: 0, from: 0, to: 0, stop: 6)
        plan.origin.gateway = 0
        let result = try simulate(
            network: network, plans: [plan], until: SimTime(seconds: 100), options: .init())
        let ride = Self.ride(network, result, 0, step: 10)
        #expect(ride.relaxed == 0 && ride.lowest > -2.51 && ride.gap < 0.01)
    }

    @Test func `corners are driven slowly, and a gateway is crossed at speed`() throws {
        var data = Roadworks.empty("corner")
        let places = [(0.0, 0.0), (500, 0), (500, 500), (500, 1000)]
        let nodes = places.map { Roadworks.node(&data, east: $0.0, north: $0.1) }
        for index in 0..<3 {
            data.addLink(from: nodes[index], to: nodes[index + 1], length: 500, speed: 20)
        }
        data.deriveDefaultTurns()
        let network = try data.frozen()
        var trip = Roadworks.trip(0, at: 0, from: 0, to: 2)
        trip.origin.gateway = 0
        trip.destination.gateway = 0
        let result = try simulate(
            network: network, plans: [trip], until: SimTime(seconds: 500), options: .init())
        var motion = TripMotion(network: network, result: result, trip: 0)
        #expect(motion.state(atMilliseconds: 0).speed == 20)
        let corner = motion.state(atMilliseconds: result.traversalEnterMilliseconds[1])
        #expect(abs(corner.speed - 5.48) < 0.1)
        #expect(corner.lateralAcceleration > 1.5 && corner.yawRate > 10)
        #expect(abs(corner.heading - 45) < 1)
        let straight = motion.state(atMilliseconds: result.traversalEnterMilliseconds[2])
        #expect(straight.speed > 19 && straight.yawRate == 0)
        #expect(motion.state(atMilliseconds: result.exitMilliseconds[0]).speed == 20)
    }

    @Test func `times that no car can keep are still met, and counted`() throws {
        let (network, _, result) = try Self.crowd(Roadworks.theory)
        var relaxed = 0
        for trip in stride(from: 0, to: result.count, by: 20) {
            let ride = Self.ride(network, result, trip)
            #expect(ride.gap < 1 && !ride.goesBack)
            relaxed += ride.relaxed
            if ride.relaxed > 0 { #expect(ride.rate > 2.5) }
        }
        #expect(relaxed > 0)
    }

    @Test func `a trip that the run's end cuts off is drawn up to there`() throws {
        let network = try Roadworks.chain([.init(), .init()])
        let plans = [Roadworks.trip(0, at: 0, from: 0, offset: 10, to: 1)]
        let result = try simulate(
            network: network, plans: plans, until: SimTime(seconds: 70), options: .init())
        var motion = TripMotion(network: network, result: result, trip: 0)
        let end = motion.state(atMilliseconds: 70_000)
        #expect(abs(end.distance - Double(result.onMapMeters[0])) < 0.1)
        #expect(end.link == LinkID(1) && end.speed > 0)
    }
}
