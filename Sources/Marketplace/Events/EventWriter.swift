import EventModel

/// Turns an order's steps into events.
struct EventWriter {
    let chance: Chance

    func event(_ step: Order.Step, of order: Order) -> SimulatedEvent {
        let orderID = "ord-" + JSONLine.padded(order.number, width: 8)
        var line = JSONLine()
        line.add(
            "event_id", "evt-", hexadecimal: chance.eventNumber(order: order.number, step: step.kind))
        line.add("event_type", type(of: step.kind))
        line.add("event_time", step.time)
        line.add("order_id", orderID)
        line.add("seller_id", order.basket.seller.id)
        if step.kind.isShipment {
            addShipment(step.kind, of: order, to: &line)
        } else {
            addOrder(step.kind, order, to: &line)
        }
        return SimulatedEvent(
            time: step.time, arrival: step.arrival, topic: step.kind.isShipment ? "logistics" : "orders",
            key: orderID, json: line.closed())
    }

    private func type(of kind: Order.Step.Kind) -> String {
        switch kind {
        case .placed: "order_placed"
        case .paid: "order_paid"
        case .cancelled: "order_cancelled"
        case .accepted, .inTransit, .delivered: "shipment_updated"
        }
    }

    private func addOrder(_ kind: Order.Step.Kind, _ order: Order, to line: inout JSONLine) {
        let buyer = JSONLine.padded(order.buyer.number, width: 7)
        line.add("buyer_id", "buyer-" + buyer)
        line.add("category", order.basket.category.rawValue)
        line.add("region", order.buyer.region.rawValue)
        addMoney(order.basket, to: &line)
        if kind == .cancelled {
            addCancellation(order, to: &line)
        } else {
            line.add("visitor_id", "visitor-" + buyer)
            addPurchase(order, to: &line)
        }
        if kind == .paid { addPromise(order, to: &line) }
    }

    private func addMoney(_ basket: Basket, to line: inout JSONLine) {
        line.add("amount", cents: basket.amountCents)
        if basket.discountCents > 0 { line.add("discount_amount", cents: basket.discountCents) }
        line.add("currency", "EUR")
    }

    private func addPurchase(_ order: Order, to line: inout JSONLine) {
        line.add("channel", order.basket.channel.rawValue)
        line.add("payment_method", order.basket.payment.rawValue)
        line.add("payment_provider", order.basket.payment.provider)
        line.add("item_count", order.basket.itemCount)
        line.add("is_first_order", order.buyer.isFirstOrder)
    }

    private func addPromise(_ order: Order, to line: inout JSONLine) {
        line.add("carrier", order.carrier.rawValue)
        line.add("service_tier", order.promise.tier.rawValue)
        line.add("promised_ship_at", order.promise.shipBy)
        line.add("promised_delivery_at", order.promise.deliverBy)
    }

    private func addCancellation(_ order: Order, to line: inout JSONLine) {
        let isByBuyer = order.cancelledBy == .buyer
        line.add("reason", isByBuyer ? "changed_mind" : "out_of_stock")
        line.add("fault_party", isByBuyer ? "buyer" : "seller")
    }

    private func addShipment(_ kind: Order.Step.Kind, of order: Order, to line: inout JSONLine) {
        let number = JSONLine.padded(order.number, width: 8)
        line.add("shipment_id", "shp-" + number)
        line.add("carrier", order.carrier.rawValue)
        line.add("region", order.buyer.region.rawValue)
        line.add("tracking_number", "trk-" + number)
        line.add("status", status(of: kind))
    }

    private func status(of kind: Order.Step.Kind) -> String {
        switch kind {
        case .accepted: "accepted"
        case .inTransit: "in_transit"
        default: "delivered"
        }
    }
}
